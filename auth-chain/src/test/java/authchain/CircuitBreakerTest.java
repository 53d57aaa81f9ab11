package authchain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// States of the circuit breaker. The clock starts at any number, like the JVM's, and overflows.
class CircuitBreakerTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private long now = Long.MAX_VALUE - SECOND;
  private final CircuitBreaker breaker = new CircuitBreaker(3, Duration.ofSeconds(5), () -> now);

  @Test
  void threeFailuresInARowOpenTheBreaker() {
    assertThat(breaker.report(false)).isFalse();
    assertThat(breaker.report(false)).isFalse();
    assertThat(breaker.isOpen()).isFalse();
    assertThat(breaker.tryPass()).isTrue();
    assertThat(breaker.report(false)).isTrue();
    assertThat(breaker.isOpen()).isTrue();
    assertThat(breaker.tryPass()).isFalse();
  }

  @Test
  void successResetsTheFailureCount() {
    breaker.report(false);
    breaker.report(false);
    assertThat(breaker.report(true)).isFalse();
    breaker.report(false);
    breaker.report(false);

    assertThat(breaker.isOpen()).isFalse();
  }

  @Test
  void pauseEndsAfterFiveSecondsAndNotBefore() {
    open();

    now += 5 * SECOND - 1;
    assertThat(breaker.tryPass()).isFalse();
    now += 1;
    assertThat(breaker.tryPass()).isTrue();
  }

  @Test
  void successfulProbeClosesTheBreaker() {
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
  void failedProbeReopensTheBreakerWithoutAReport() {
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
  void outcomeFromBeforeThePauseIsIgnored() {
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
