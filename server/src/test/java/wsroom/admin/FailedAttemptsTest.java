package wsroom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FailedAttemptsTest {
  private static final InetAddress EVE = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress ANN = InetAddress.ofLiteral("192.0.2.2");
  private static final long START = -5_000_000_000L;

  private final FailedAttempts failures = new FailedAttempts();

  @Test
  void tenFailuresAtOnceAndThenOneEachSixSecondsAreChecked() {
    for (int i = 0; i < FailedAttempts.AT_ONCE; i++) {
      assertThat(failures.waitNanos(EVE, START)).isZero();
      failures.add(EVE, START);
    }
    assertThat(failures.waitNanos(EVE, START)).isEqualTo(seconds(6));
    assertThat(failures.waitNanos(EVE, START + seconds(5))).isEqualTo(seconds(1));

    assertThat(failures.waitNanos(EVE, START + seconds(6))).isZero();
    failures.add(EVE, START + seconds(6));
    assertThat(failures.waitNanos(EVE, START + seconds(6))).isEqualTo(seconds(6));
  }

  @Test
  void bucketIsFullAgainAfterAMinute() {
    for (int i = 0; i < FailedAttempts.AT_ONCE; i++) {
      failures.add(EVE, START);
    }
    long later = START + seconds(60);
    for (int i = 0; i < FailedAttempts.AT_ONCE; i++) {
      assertThat(failures.waitNanos(EVE, later)).isZero();
      failures.add(EVE, later);
    }
    assertThat(failures.waitNanos(EVE, later)).isPositive();
  }

  @Test
  void otherClientsAreNotLimited() {
    for (int i = 0; i < 100; i++) {
      failures.add(EVE, START);
    }
    assertThat(failures.waitNanos(ANN, START)).isZero();
  }

  @Test
  void ipv6NetworkCountsAsOneClient() {
    for (int i = 0; i < FailedAttempts.AT_ONCE; i++) {
      failures.add(InetAddress.ofLiteral("2001:db8::" + i), START);
    }
    assertThat(failures.waitNanos(InetAddress.ofLiteral("2001:db8::ffff"), START)).isPositive();
    assertThat(failures.waitNanos(InetAddress.ofLiteral("2001:db8:0:1::1"), START)).isZero();
  }

  private static long seconds(int number) {
    return TimeUnit.SECONDS.toNanos(number);
  }
}
