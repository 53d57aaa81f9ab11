package wsroom.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WarningRateLimiterTest {
  private final LoggerContext context = new LoggerContext();
  private final WarningRateLimiter limit = new WarningRateLimiter();
  private long now = 1_000_000;

  @Test
  void firstEventsOfAWindowAreLoggedAndTheRestCounted() {
    assertThat(outcomes(10)).containsOnly("logged");
    assertThat(outcomes(2)).containsOnly("denied");

    now += WarningRateLimiter.WINDOW_MILLIS;
    assertThat(outcomes(2)).containsExactly("logged, suppressed=2", "logged");
  }

  @Test
  void eachTemplateHasItsOwnLimit() {
    outcomes(20);

    assertThat(outcome(Level.WARN, "other")).isEqualTo("logged");
  }

  @Test
  void eventsBelowWarningAreNeverLimited() {
    for (int i = 0; i < 100; i++) {
      assertThat(outcome(Level.INFO, "same")).isEqualTo("logged");
    }
  }

  @Test
  void clockSetBackDoesNotSilenceTheLog() {
    outcomes(20);
    now -= 3_600_000;

    assertThat(outcome(Level.WARN, "same")).isEqualTo("logged, suppressed=10");
  }

  private List<String> outcomes(int count) {
    var outcomes = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      outcomes.add(outcome(Level.WARN, "same"));
    }
    return outcomes;
  }

  private String outcome(Level level, String text) {
    var event =
        new LoggingEvent("", context.getLogger("test"), level, text, null, new Object[] {1});
    event.setTimeStamp(now);
    if (limit.decide(event) == FilterReply.DENY) {
      return "denied";
    }
    var pairs = event.getKeyValuePairs();
    return pairs == null
        ? "logged"
        : "logged, " + pairs.getFirst().key + "=" + pairs.getFirst().value;
  }
}
