package authchain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// When a node is left alone, and when it is asked again. The clock reads any number, as the
/// machine's own does, and grows past the largest.
class CircuitBreakerTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private long now = Long.MAX_VALUE - SECOND;
  private final CircuitBreaker breaker = new CircuitBreaker(3, Duration.ofSeconds(5), () -> now);

  @Test
  void threeFailuresInARowOpenItAndTheLastOneSaysSo() {
    assertThat(breaker.report(false)).isFalse();
    assertThat(breaker.report(false)).isFalse();
    assertThat(breaker.isOpen()).isFalse();
    assertThat(breaker.tryPass()).isTrue();
    assertThat(breaker.report(false)).isTrue();
    assertThat(breaker.isOpen()).isTrue();
    assertThat(breaker.tryPass()).isFalse();
  }

  @Test
  void aSuccessBetweenFailuresBeginsTheCountAnew() {
    breaker.report(false);
    breaker.report(false);
    assertThat(breaker.report(true)).isFalse();
    breaker.report(false);
    breaker.report(false);

    assertThat(breaker.isOpen()).isFalse();
  }

  @Test
  void thePauseIsOverAfterFiveSecondsAndNotBefore() {
    open();

    now += 5 * SECOND - 1;
    assertThat(breaker.tryPass()).isFalse();
    now += 1;
    assertThat(breaker.tryPass()).isTrue();
  }

  @Test
  void oneProbePassesAndItsSuccessCloses() {
    open();
    now += 5 * SECOND;

    assertThat(breaker.tryPass()).isTrue();
    assertThat(breaker.isOpen()).isTrue();
    assertThat(breaker.tryPass()).as("while the probe is under way").isFalse();
    assertThat(breaker.report(true)).isFalse();
    assertThat(breaker.isOpen()).isFalse();
    assertThat(breaker.tryPass()).isTrue();
  }

  @Test
  void aProbeThatFailsBeginsAnotherPauseWithoutAWord() {
    open();
    now += 5 * SECOND;
    breaker.tryPass();

    assertThat(breaker.report(false)).isFalse();
    assertThat(breaker.isOpen()).isTrue();
    now += 5 * SECOND - 1;
    assertThat(breaker.tryPass()).isFalse();
    now += 1;
    assertThat(breaker.tryPass()).isTrue();
  }

  @Test
  void anOutcomeOfBeforeThePauseChangesNothing() {
    open();
    now += SECOND;

    assertThat(breaker.report(true)).isFalse();
    assertThat(breaker.report(false)).isFalse();
    assertThat(breaker.isOpen()).isTrue();
    now += 4 * SECOND;
    assertThat(breaker.tryPass()).isTrue();
  }

  private void open() {
    breaker.report(false);
    breaker.report(false);
    breaker.report(false);
  }
}
