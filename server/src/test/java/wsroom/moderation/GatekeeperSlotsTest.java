package wsroom.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import wsroom.moderation.BanSource.Outcome;

/// The limit of concurrent login queries: each completed query releases its permit.
@Timeout(30)
class GatekeeperSlotsTest {
  private final FakeHttpFetcher fetcher = new FakeHttpFetcher().saysBanned(false);
  private long now = 1;
  private final BanSource source = new BanSource(BanSource.Kind.GATEKEEPER, () -> now);
  private final Gatekeeper gatekeeper =
      new Gatekeeper(
          URI.create("http://gatekeeper.example/api"),
          fetcher,
          source,
          GatekeeperTimeouts.DEFAULT,
          Runnable::run,
          () -> now,
          (Set<String> banned) -> {});

  @Test
  void answeredQueriesReleaseTheirPermits() {
    int logins = 3 * Gatekeeper.MAX_LOGIN_QUERIES;
    for (int i = 0; i < logins; i++) {
      assertThat(gatekeeper.check("0x%040x".formatted(i)).get())
          .as("login %d", i)
          .isEqualTo(Outcome.CLEAR);
    }

    assertThat(fetcher.takeAsked()).hasSize(logins);
  }

  @Test
  void failedQueriesReleaseTheirPermits() {
    fetcher.fails("no answer");
    int logins = 2 * Gatekeeper.MAX_LOGIN_QUERIES;
    for (int i = 0; i < logins; i++) {
      now += Gatekeeper.PROBE_PAUSE.toNanos();
      assertThat(gatekeeper.check("0x%040x".formatted(i)).get()).isEqualTo(Outcome.UNKNOWN);
    }

    assertThat(fetcher.takeAsked()).hasSize(logins);
  }
}
