package wsroom.moderation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wsroom.moderation.BanSource.Outcome;

@Timeout(30)
class GatekeeperTest {
  private static final String ANN = "0x" + "a".repeat(40);
  private static final String BEN = "0x" + "b".repeat(40);

  private final FakeHttpFetcher fetcher = new FakeHttpFetcher().saysBanned(false);
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private final List<Set<String>> ended = new ArrayList<>();
  private long now = 1;
  private boolean keepsQueries;
  private final BanSource source = new BanSource(BanSource.Kind.GATEKEEPER, () -> now);
  private final Gatekeeper gatekeeper =
      new Gatekeeper(
          URI.create("http://gatekeeper.example/api"),
          fetcher,
          source,
          GatekeeperTimeouts.DEFAULT,
          this::run,
          () -> now,
          ended::add);

  @Test
  void addressIsQueried() {
    assertThat(asks(ANN)).isEqualTo(Outcome.CLEAR);
    assertThat(fetcher.takeAsked()).containsExactly("/api/users/" + ANN + "/bans");

    fetcher.saysBanned(true);
    assertThat(asks(BEN)).isEqualTo(Outcome.BANNED);
    assertThat(ended).containsExactly(Set.of(BEN));
    assertThat(source.size()).isEqualTo(1);
    assertThat(source.lookups(Outcome.BANNED)).isEqualTo(1);
    assertThat(source.lookups(Outcome.CLEAR)).isEqualTo(1);
  }

  @Test
  void freshAnswerIsNotQueriedAgain() {
    asks(ANN);
    passes(Gatekeeper.FRESH.minusNanos(1));
    fetcher.saysBanned(true);
    assertThat(asks(ANN)).isEqualTo(Outcome.CLEAR);
    assertThat(fetcher.takeAsked()).hasSize(1);

    passes(Duration.ofNanos(1));
    assertThat(asks(ANN)).isEqualTo(Outcome.BANNED);
  }

  @Test
  void concurrentLookUpsOfAnAddressShareAQuery() {
    keepsQueries = true;
    Supplier<Outcome> first = gatekeeper.check(ANN);
    Supplier<Outcome> second = gatekeeper.check(ANN);
    fetcher.saysBanned(true);
    answersCome();

    assertThat(first.get()).isEqualTo(Outcome.BANNED);
    assertThat(second.get()).isEqualTo(Outcome.BANNED);
    assertThat(fetcher.takeAsked()).hasSize(1);
  }

  @Test
  void lateAnswerAfterTheTimeoutEndsTheSession() {
    keepsQueries = true;
    fetcher.saysBanned(true);
    Supplier<Outcome> answer = gatekeeper.check(ANN);
    passes(GatekeeperTimeouts.DEFAULT.login());

    assertThat(answer.get()).isEqualTo(Outcome.UNKNOWN);
    assertThat(source.lookups(Outcome.UNKNOWN)).isEqualTo(1);
    assertThat(ended).isEmpty();

    answersCome();
    assertThat(ended).containsExactly(Set.of(ANN));
  }

  @Test
  void answerToAnEarlierQueryDoesNotOverrideALaterOne() throws Exception {
    fetcher.meanwhile(
        () -> {
          passes(Duration.ofMillis(1));
          fetcher.saysBanned(true);
          assertThat(sweeps(ANN)).isEqualTo(Outcome.BANNED);
        });

    assertThat(sweeps(ANN)).isEqualTo(Outcome.BANNED);
    assertThat(asks(ANN)).isEqualTo(Outcome.BANNED);
    assertThat(fetcher.takeAsked()).hasSize(2);
  }

  @Test
  void loginWaitsNoLongerThanItsTimeout() {
    keepsQueries = true;
    List<Duration> waits = new ArrayList<>();
    // The minimum of several, since a busy machine may delay any of them.
    for (int i = 0; i < 3; i++) {
      long began = System.nanoTime();
      assertThat(gatekeeper.check(ANN).get()).isEqualTo(Outcome.UNKNOWN);
      waits.add(Duration.ofNanos(System.nanoTime() - began));
    }

    assertThat(Collections.min(waits))
        .isBetween(GatekeeperTimeouts.DEFAULT.login(), Duration.ofMillis(900));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no",
        "[]",
        "{}",
        "{\"isBanned\":true}",
        "{\"data\":true}",
        "{\"data\":{\"isBanned\":\"true\"}}",
        "{\"data\":{\"isBanned\":true",
        "{\"data\":{\"isBanned\":true}}}",
        "{\"data\":{\"isBanned\":true}} {}",
        "{\"data\":{\"bans\":{\"isBanned\":true}}}"
      })
  void malformedAnswerIsAFailure(String body) {
    fetcher.says(body);

    assertThat(asks(ANN)).isEqualTo(Outcome.UNKNOWN);
    assertThat(source.failures()).isEqualTo(1);
    assertThatThrownBy(() -> Gatekeeper.isBanned(body.getBytes(UTF_8)))
        .isInstanceOf(BanSourceException.class);
  }

  @Test
  void unknownFieldsAreIgnored() throws Exception {
    assertThat(
            Gatekeeper.isBanned(
                "{\"ok\":[{}],\"data\":{\"ban\":{\"isBanned\":false},\"isBanned\":true},\"x\":1}"
                    .getBytes(UTF_8)))
        .isTrue();
  }

  @Test
  void knownBanHoldsWhileTheGatekeeperFails() {
    fetcher.saysBanned(true);
    asks(ANN);
    passes(Gatekeeper.FRESH.multipliedBy(100));
    fetcher.fails("no connection");

    assertThat(asks(ANN)).isEqualTo(Outcome.BANNED);
    assertThat(asks(BEN)).isEqualTo(Outcome.UNKNOWN);

    fetcher.saysBanned(false);
    assertThat(asks(ANN)).isEqualTo(Outcome.CLEAR);
    assertThat(source.size()).isZero();
  }

  @Test
  void failingGatekeeperIsProbedWithoutDelayingLogins() {
    fetcher.fails("no connection");
    for (int i = 0; i < 5; i++) {
      asks(ANN);
    }
    assertThat(fetcher.takeAsked()).hasSize(5);
    assertThat(source.statusLine()).startsWith("the gatekeeper: FAILS (no connection)");

    keepsQueries = true;
    passes(Gatekeeper.PROBE_PAUSE);
    assertThat(asks(ANN)).isEqualTo(Outcome.UNKNOWN);
    assertThat(asks(BEN)).isEqualTo(Outcome.UNKNOWN);
    answersCome();
    assertThat(fetcher.takeAsked()).hasSize(1);

    passes(Gatekeeper.PROBE_PAUSE);
    fetcher.saysBanned(true);
    asks(ANN);
    answersCome();
    assertThat(ended).containsExactly(Set.of(ANN));
    assertThat(source.isFailing()).isFalse();
  }

  @Test
  void failuresAmongAnswersAreTolerated() {
    for (int i = 0; i < 20; i++) {
      fetcher.fails("no answer in time");
      asks(ANN);
      asks(BEN);
      fetcher.saysBanned(false);
      asks(ANN);
      passes(Gatekeeper.FRESH);
    }

    assertThat(source.isFailing()).isFalse();
  }

  @Test
  void concurrentLoginQueriesAreLimited() throws Exception {
    FakeHttpFetcher slow = new FakeHttpFetcher().saysBanned(false).holdsAnswers();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Gatekeeper busy =
          new Gatekeeper(
              URI.create("http://gatekeeper.example"),
              slow,
              source,
              GatekeeperTimeouts.DEFAULT,
              threads,
              System::nanoTime,
              ended::add);
      List<Supplier<Outcome>> answers = new ArrayList<>();
      for (int i = 0; i < 3 * Gatekeeper.MAX_LOGIN_QUERIES; i++) {
        answers.add(busy.check("0x%040x".formatted(i)));
      }
      slow.wasAsked(Gatekeeper.MAX_LOGIN_QUERIES);
      // Queued queries time out.
      answers.forEach(answer -> assertThat(answer.get()).isEqualTo(Outcome.UNKNOWN));
      slow.releases(answers.size());
    }
    assertThat(slow.maxInFlight()).isEqualTo(Gatekeeper.MAX_LOGIN_QUERIES);
  }

  private Outcome sweeps(String address) {
    try {
      return gatekeeper.query(address);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Outcome asks(String address) {
    return gatekeeper.check(address).get();
  }

  private void run(Runnable question) {
    if (keepsQueries) {
      waiting.add(question);
    } else {
      question.run();
    }
  }

  private void answersCome() {
    while (!waiting.isEmpty()) {
      waiting.remove().run();
    }
  }

  private void passes(Duration time) {
    now += time.toNanos();
  }
}
