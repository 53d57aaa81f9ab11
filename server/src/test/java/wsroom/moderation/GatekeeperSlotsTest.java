package wsroom.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import wsroom.moderation.BanSource.Outcome;

/// The questions that logins may have open at once are a limit at any moment, and not for ever.
@Timeout(30)
class GatekeeperSlotsTest {
  private final FakeHttpFetcher web = new FakeHttpFetcher().saysBanned(false);
  private long now = 1;
  private final BanSource source = new BanSource(BanSource.Kind.GATEKEEPER, () -> now);
  private final Gatekeeper gatekeeper =
      new Gatekeeper(
          URI.create("http://gatekeeper.example/api"),
          web,
          source,
          GatekeeperTimeouts.USUAL,
          Runnable::run,
          () -> now,
          (Set<String> banned) -> {});

  @Test
  void answeredQuestionsMakeWayForOthers() {
    int logins = 3 * Gatekeeper.MOST_LOGINS_ASKED;
    for (int i = 0; i < logins; i++) {
      assertThat(gatekeeper.ask("0x%040x".formatted(i)).get())
          .as("login %d", i)
          .isEqualTo(Outcome.CLEAR);
    }

    assertThat(web.takeAsked()).hasSize(logins);
  }

  @Test
  void questionsThatFailMakeWayForOthers() {
    web.fails("no answer");
    int logins = 2 * Gatekeeper.MOST_LOGINS_ASKED;
    for (int i = 0; i < logins; i++) {
      now += Gatekeeper.PROBE_PAUSE.toNanos();
      assertThat(gatekeeper.ask("0x%040x".formatted(i)).get()).isEqualTo(Outcome.UNKNOWN);
    }

    assertThat(web.takeAsked()).hasSize(logins);
  }
}
