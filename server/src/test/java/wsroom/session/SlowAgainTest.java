package wsroom.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A peer that falls behind more than once.
class SlowAgainTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Relay relay = Relay.withDefaults();
  private final Client bob = relay.client("bob").joins();
  private final Client eve = relay.client("eve").joins();

  @Test
  void paceOfAnEarlierBacklogDoesNotExcuseTheNext() {
    eve.socket().readsNothing();
    bob.says("x".repeat(50_000));
    relay.passes(SECOND);
    eve.socket().readsEverything();
    for (int second = 0; second < 4; second++) {
      bob.says("on");
      eve.says("on");
      relay.passes(SECOND);
    }

    eve.socket().readsNothing();
    bob.says("x".repeat(50_000));
    for (int second = 1; second <= 9; second++) {
      bob.says("on");
      relay.passes(SECOND);
    }
    eve.socket().reads(8);
    assertThat(relay.metrics.ends()).isEmpty();
    bob.says("on");
    relay.passes(SECOND.plus(Relay.TICK));

    assertThat(relay.metrics.ends()).containsExactly("ended BELOW_LEAST_PACE after the welcome");
  }
}
