package wsroom.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import wsroom.logging.LogLines;

/// The age, health page line and log lines of a source.
class BanSourceTest {
  private long now = 1;
  private final BanSource gatekeeper = new BanSource(BanSource.Kind.GATEKEEPER, () -> now);

  @Test
  void ageOfASourceThatNeverWorkedCountsFromTheStartSoThatTheAlertFires() {
    passes(Duration.ofSeconds(90));
    gatekeeper.failed("no connection");

    assertThat(gatekeeper.ageSeconds()).isEqualTo(90.0);
  }

  @Test
  void ageOfASourceThatWorkedCountsFromTheLastGoodAnswer() {
    passes(Duration.ofSeconds(90));
    gatekeeper.succeeded("");
    passes(Duration.ofSeconds(7));
    gatekeeper.failed("no connection");

    assertThat(gatekeeper.ageSeconds()).isEqualTo(7.0);
  }

  @Test
  void healthPageShowsFailuresBelowTheThreshold() {
    assertThat(gatekeeper.statusLine())
        .isEqualTo("the gatekeeper: not asked yet, addresses known as banned: 0");
    gatekeeper.failed("HTTP status 404");
    assertThat(gatekeeper.statusLine())
        .isEqualTo(
            "the gatekeeper: failed once (HTTP status 404), never good in the 0 s since the start,"
                + " addresses known as banned: 0");

    passes(Duration.ofSeconds(90));
    fails(3);
    assertThat(gatekeeper.statusLine())
        .startsWith(
            "the gatekeeper: failed 4 times in a row (HTTP status 404), never good in the 90 s"
                + " since the start");

    fails(1);
    assertThat(gatekeeper.statusLine())
        .startsWith("the gatekeeper: FAILS (HTTP status 404), never good in the 90 s");
  }

  @Test
  void healthPageShowsOneFailureAmongSuccesses() {
    gatekeeper.succeeded("");
    passes(Duration.ofSeconds(3));
    fails(1);

    assertThat(gatekeeper.statusLine())
        .startsWith("the gatekeeper: failed once (HTTP status 404), as of 3 s ago");
  }

  @Test
  void firstFailureOfASourceThatNeverWorkedIsLogged() {
    try (LogLines log = LogLines.of("wsroom.moderation")) {
      fails(4);
      assertThat(log.messages())
          .containsExactly(
              "the gatekeeper unavailable since the start, no bans known from it: HTTP status"
                  + " 404");
    }
  }

  private void fails(int times) {
    for (int i = 0; i < times; i++) {
      gatekeeper.failed("HTTP status 404");
    }
  }

  private void passes(Duration time) {
    now += time.toNanos();
  }
}
