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

  private final FakeHttpFetcher web = new FakeHttpFetcher().saysBanned(false);
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private final List<Set<String>> thrownOut = new ArrayList<>();
  private long now = 1;
  private boolean keepsQuestions;
  private final BanSource source = new BanSource(BanSource.Kind.GATEKEEPER, () -> now);
  private final Gatekeeper gatekeeper =
      new Gatekeeper(
          URI.create("http://gatekeeper.example/api"),
          web,
          source,
          GatekeeperTimeouts.USUAL,
          this::run,
          () -> now,
          thrownOut::add);

  @Test
  void itIsAskedForTheAddress() {
    assertThat(asks(ANN)).isEqualTo(Outcome.CLEAR);
    assertThat(web.takeAsked()).containsExactly("/api/users/" + ANN + "/bans");

    web.saysBanned(true);
    assertThat(asks(BEN)).isEqualTo(Outcome.BANNED);
    assertThat(thrownOut).containsExactly(Set.of(BEN));
    assertThat(source.size()).isEqualTo(1);
    assertThat(source.lookups(Outcome.BANNED)).isEqualTo(1);
    assertThat(source.lookups(Outcome.CLEAR)).isEqualTo(1);
  }

  @Test
  void anAnswerHoldsForAWhileSoThatWhoComesBackIsNotAskedForAgain() {
    asks(ANN);
    passes(Gatekeeper.FRESH.minusNanos(1));
    web.saysBanned(true);
    assertThat(asks(ANN)).isEqualTo(Outcome.CLEAR);
    assertThat(web.takeAsked()).hasSize(1);

    passes(Duration.ofNanos(1));
    assertThat(asks(ANN)).isEqualTo(Outcome.BANNED);
  }

  @Test
  void whoAsksForTheSameAddressAtOnceSharesAQuestion() {
    keepsQuestions = true;
    Supplier<Outcome> first = gatekeeper.ask(ANN);
    Supplier<Outcome> second = gatekeeper.ask(ANN);
    web.saysBanned(true);
    answersCome();

    assertThat(first.get()).isEqualTo(Outcome.BANNED);
    assertThat(second.get()).isEqualTo(Outcome.BANNED);
    assertThat(web.takeAsked()).hasSize(1);
  }

  @Test
  void whoHasWaitedLongEnoughMayComeInAndIsThrownOutWhenTheAnswerComes() {
    keepsQuestions = true;
    web.saysBanned(true);
    Supplier<Outcome> answer = gatekeeper.ask(ANN);
    passes(GatekeeperTimeouts.USUAL.login());

    assertThat(answer.get()).isEqualTo(Outcome.UNKNOWN);
    assertThat(source.lookups(Outcome.UNKNOWN)).isEqualTo(1);
    assertThat(thrownOut).isEmpty();

    answersCome();
    assertThat(thrownOut).containsExactly(Set.of(ANN));
  }

  @Test
  void theAnswerToAnEarlierQuestionDoesNotUndoTheOneToALater() throws Exception {
    web.meanwhile(
        () -> {
          passes(Duration.ofMillis(1));
          web.saysBanned(true);
          assertThat(sweeps(ANN)).isEqualTo(Outcome.BANNED);
        });

    assertThat(sweeps(ANN)).isEqualTo(Outcome.BANNED);
    assertThat(asks(ANN)).isEqualTo(Outcome.BANNED);
    assertThat(web.takeAsked()).hasSize(2);
  }

  @Test
  void aLoginNeverWaitsLongerThanItsPatience() {
    keepsQuestions = true;
    List<Duration> waits = new ArrayList<>();
    // Of several, since a busy machine may hold up any one of them.
    for (int i = 0; i < 3; i++) {
      long began = System.nanoTime();
      assertThat(gatekeeper.ask(ANN).get()).isEqualTo(Outcome.UNKNOWN);
      waits.add(Duration.ofNanos(System.nanoTime() - began));
    }

    assertThat(Collections.min(waits))
        .isBetween(GatekeeperTimeouts.USUAL.login(), Duration.ofMillis(900));
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
  void garbageBansNobody(String body) {
    web.says(body);

    assertThat(asks(ANN)).isEqualTo(Outcome.UNKNOWN);
    assertThat(source.failures()).isEqualTo(1);
    assertThatThrownBy(() -> Gatekeeper.isBanned(body.getBytes(UTF_8)))
        .isInstanceOf(BanSourceException.class);
  }

  @Test
  void whatElseItSaysDoesNotMatter() throws Exception {
    assertThat(
            Gatekeeper.isBanned(
                "{\"ok\":[{}],\"data\":{\"ban\":{\"isBanned\":false},\"isBanned\":true},\"x\":1}"
                    .getBytes(UTF_8)))
        .isTrue();
  }

  @Test
  void aBanThatIsKnownHoldsWhileItFails() {
    web.saysBanned(true);
    asks(ANN);
    passes(Gatekeeper.FRESH.multipliedBy(100));
    web.fails("no connection");

    assertThat(asks(ANN)).isEqualTo(Outcome.BANNED);
    assertThat(asks(BEN)).isEqualTo(Outcome.UNKNOWN);

    web.saysBanned(false);
    assertThat(asks(ANN)).isEqualTo(Outcome.CLEAR);
    assertThat(source.size()).isZero();
  }

  @Test
  void oneThatKeepsFailingIsNotWaitedForAndNowAndThenAsked() {
    web.fails("no connection");
    for (int i = 0; i < 5; i++) {
      asks(ANN);
    }
    assertThat(web.takeAsked()).hasSize(5);
    assertThat(source.note()).startsWith("the gatekeeper: FAILS (no connection)");

    keepsQuestions = true;
    passes(Gatekeeper.PROBE_PAUSE);
    assertThat(asks(ANN)).isEqualTo(Outcome.UNKNOWN);
    assertThat(asks(BEN)).isEqualTo(Outcome.UNKNOWN);
    answersCome();
    assertThat(web.takeAsked()).hasSize(1);

    passes(Gatekeeper.PROBE_PAUSE);
    web.saysBanned(true);
    asks(ANN);
    answersCome();
    assertThat(thrownOut).containsExactly(Set.of(ANN));
    assertThat(source.isFailing()).isFalse();
  }

  @Test
  void someFailuresAmongAnswersChangeNothing() {
    for (int i = 0; i < 20; i++) {
      web.fails("no answer in time");
      asks(ANN);
      asks(BEN);
      web.saysBanned(false);
      asks(ANN);
      passes(Gatekeeper.FRESH);
    }

    assertThat(source.isFailing()).isFalse();
  }

  @Test
  void noMoreLoginsThanSoManyAskAtOnce() throws Exception {
    FakeHttpFetcher slow = new FakeHttpFetcher().saysBanned(false).holdsAnswers();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Gatekeeper busy =
          new Gatekeeper(
              URI.create("http://gatekeeper.example"),
              slow,
              source,
              GatekeeperTimeouts.USUAL,
              threads,
              System::nanoTime,
              thrownOut::add);
      List<Supplier<Outcome>> answers = new ArrayList<>();
      for (int i = 0; i < 3 * Gatekeeper.MOST_LOGINS_ASKED; i++) {
        answers.add(busy.ask("0x%040x".formatted(i)));
      }
      slow.wasAsked(Gatekeeper.MOST_LOGINS_ASKED);
      // Those that wait for their turn give up.
      answers.forEach(answer -> assertThat(answer.get()).isEqualTo(Outcome.UNKNOWN));
      slow.letsGo(answers.size());
    }
    assertThat(slow.mostAtOnce()).isEqualTo(Gatekeeper.MOST_LOGINS_ASKED);
  }

  private Outcome sweeps(String address) {
    try {
      return gatekeeper.askNow(address);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Outcome asks(String address) {
    return gatekeeper.ask(address).get();
  }

  private void run(Runnable question) {
    if (keepsQuestions) {
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
