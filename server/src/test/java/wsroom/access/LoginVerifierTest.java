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

/// What comes of a proof and a ban together.
@Timeout(30)
class LoginVerifierTest {
  private static final Verification REFUSED = new Verification.Refused("forged");

  private final List<String> asked = new ArrayList<>();
  private final List<String> waitedFor = new ArrayList<>();

  @Test
  void whoIsBannedIsToldAfterItsProof() {
    assertThat(login("eve", new Verification.Proven("eve")))
        .isEqualTo(new Verification.Banned("eve", "banned"));
    assertThat(login("ann", new Verification.Proven("ann")))
        .isEqualTo(new Verification.Proven("ann"));
  }

  @Test
  void whoProvesNothingIsToldNothingOfABan() {
    assertThat(login("eve", REFUSED)).isEqualTo(REFUSED);
    assertThat(login("eve", new Verification.Proven("ann")))
        .isEqualTo(new Verification.Proven("ann"));
    assertThat(asked).containsExactly("eve", "eve");
    assertThat(waitedFor).isEmpty();
  }

  @Test
  void whoWaitsForAnAnswerKeepsNobodyFromBeingVerified() throws Exception {
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
          new LoginVerifier((chain, challenge) -> new Verification.Proven(chain), slow, threads, 1);
      assertThat(verifier.verify("ann", "ann", "dcl-1", first::complete)).isTrue();
      waits.await();
      assertThat(verifier.verify("ben", "ben", "dcl-2", second::complete)).isTrue();
      answer.countDown();
      assertThat(first.get()).isEqualTo(new Verification.Proven("ann"));
      assertThat(second.get()).isEqualTo(new Verification.Proven("ben"));
    }
  }

  @Test
  void aBugKeepsOutAndAtOnceAndNobodyElse() {
    List<Verification> outcomes = new ArrayList<>();
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
              (chain, challenge) -> new Verification.Proven("ann"), bans, Runnable::run, 1);
      assertThat(verifier.verify("ann", "a chain", "dcl-1", outcomes::add)).isTrue();
      assertThat(verifier.verify("ann", "a chain", "dcl-2", outcomes::add)).isTrue();
    }

    assertThat(outcomes).hasSize(4).containsOnly(new Verification.Unavailable("internal_error"));
  }

  @Test
  void verificationThatCannotBeBegunOccupiesNoPlace() {
    List<Verification> outcomes = new ArrayList<>();
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
            (chain, challenge) -> new Verification.Proven("ann"), BanCheck.NOBODY, stopped, 1);

    assertThat(verifier.verify("ann", "a chain", "dcl-1", outcomes::add)).isFalse();
    assertThat(verifier.verify("ann", "a chain", "dcl-1", outcomes::add)).isTrue();
    assertThat(outcomes).containsExactly(new Verification.Proven("ann"));
  }

  private Verification login(String claimed, Verification verdict) {
    List<Verification> outcome = new ArrayList<>();
    BanCheck bans =
        address -> {
          asked.add(address);
          return () -> {
            waitedFor.add(address);
            return address.equals("eve") ? Optional.of("banned") : Optional.empty();
          };
        };
    var verifier = new LoginVerifier((chain, challenge) -> verdict, bans, Runnable::run, 1);
    assertThat(verifier.verify(claimed, "a chain", "dcl-1", outcome::add)).isTrue();
    return outcome.getFirst();
  }
}
