package wsroom.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The combined result of a verification and a ban check.
@Timeout(30)
class LoginVerifierTest {
  private static final Verification REJECTED = new Verification.Rejected("forged");

  private final List<String> checked = new ArrayList<>();
  private final List<String> waitedFor = new ArrayList<>();

  @Test
  void bannedOwnerIsReportedAfterItsVerification() {
    assertThat(login("eve", new Verification.Authentic("eve")))
        .isEqualTo(new Verification.Banned("eve", "banned"));
    assertThat(login("ann", new Verification.Authentic("ann")))
        .isEqualTo(new Verification.Authentic("ann"));
  }

  @Test
  void rejectedClientLearnsNothingOfABan() {
    assertThat(login("eve", REJECTED)).isEqualTo(REJECTED);
    assertThat(login("eve", new Verification.Authentic("ann")))
        .isEqualTo(new Verification.Authentic("ann"));
    assertThat(checked).containsExactly("eve", "eve");
    assertThat(waitedFor).isEmpty();
  }

  @Test
  void pendingBanCheckDoesNotBlockOtherVerifications() throws Exception {
    CountDownLatch waits = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    BanCheck slow =
        address ->
            () -> {
              waits.countDown();
              try {
                answer.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return Optional.empty();
            };
    CompletableFuture<Verification> first = new CompletableFuture<>();
    CompletableFuture<Verification> second = new CompletableFuture<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      LoginVerifier verifier =
          new LoginVerifier(
              (chain, challenge) -> new Verification.Authentic(chain), slow, threads, 1);
      assertThat(verifier.verify("ann", "ann", "dcl-1", first::complete)).isTrue();
      waits.await();
      assertThat(verifier.verify("ben", "ben", "dcl-2", second::complete)).isTrue();
      answer.countDown();
      assertThat(first.get()).isEqualTo(new Verification.Authentic("ann"));
      assertThat(second.get()).isEqualTo(new Verification.Authentic("ben"));
    }
  }

  @Test
  void bugRejectsAtOnceAndReleasesItsPermit() {
    List<Verification> results = new ArrayList<>();
    BanCheck broken =
        address -> {
          throw new IllegalStateException("a bug");
        };
    BanCheck brokenLater =
        address ->
            () -> {
              throw new IllegalStateException("a bug");
            };
    for (BanCheck bans : List.of(broken, brokenLater)) {
      var verifier =
          new LoginVerifier(
              (chain, challenge) -> new Verification.Authentic("ann"), bans, Runnable::run, 1);
      assertThat(verifier.verify("ann", "a chain", "dcl-1", results::add)).isTrue();
      assertThat(verifier.verify("ann", "a chain", "dcl-2", results::add)).isTrue();
    }

    assertThat(results).hasSize(4).containsOnly(new Verification.Unavailable("internal_error"));
  }

  @Test
  void verificationThatCannotStartReleasesItsPermit() {
    List<Verification> results = new ArrayList<>();
    List<Runnable> tasks = new ArrayList<>();
    Executor stopped =
        task -> {
          if (tasks.isEmpty()) {
            tasks.add(task);
            throw new RejectedExecutionException("stopped");
          }
          task.run();
        };
    var verifier =
        new LoginVerifier(
            (chain, challenge) -> new Verification.Authentic("ann"), BanCheck.NONE, stopped, 1);

    assertThat(verifier.verify("ann", "a chain", "dcl-1", results::add)).isFalse();
    assertThat(verifier.verify("ann", "a chain", "dcl-1", results::add)).isTrue();
    assertThat(results).containsExactly(new Verification.Authentic("ann"));
  }

  private Verification login(String claimed, Verification result) {
    List<Verification> results = new ArrayList<>();
    BanCheck bans =
        address -> {
          checked.add(address);
          return () -> {
            waitedFor.add(address);
            return address.equals("eve") ? Optional.of("banned") : Optional.empty();
          };
        };
    var verifier = new LoginVerifier((chain, challenge) -> result, bans, Runnable::run, 1);
    assertThat(verifier.verify(claimed, "a chain", "dcl-1", results::add)).isTrue();
    return results.getFirst();
  }
}
