package wsroom.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wsroom.limit.ConnectionLimiter.Limits;
import wsroom.limit.ConnectionLimiter.Rejection;

class ConnectionLimiterTest {
  private static final InetAddress EVE = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress BOB = InetAddress.ofLiteral("192.0.2.2");
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long START = -5 * SECOND;

  @Test
  void withoutLimitsEveryConnectionIsAccepted() {
    ConnectionLimiter limiter = new ConnectionLimiter(new Limits(0, 0, 0, 0, false));
    for (int i = 0; i < 10_000; i++) {
      assertThat(limiter.check(EVE, START)).isEmpty();
      assertThat(limiter.opened(EVE)).isEmpty();
    }
    assertThat(limiter.connections()).isEqualTo(10_000);
    assertThat(limiter.pending()).isEqualTo(10_000);
  }

  @Test
  void connectionAtTheLimitIsRejectedUntilOneIsClosed() {
    ConnectionLimiter limiter = new ConnectionLimiter(new Limits(2, 0, 0, 0, false));
    opens(limiter, EVE);
    opens(limiter, BOB);
    limiter.handshakeEnded(EVE);
    limiter.handshakeEnded(BOB);

    assertThat(limiter.check(BOB, START)).contains(Rejection.SERVER_FULL);
    assertThat(limiter.opened(BOB)).contains(Rejection.SERVER_FULL);
    limiter.handshakeEnded(BOB);
    limiter.closed();
    assertThat(limiter.check(BOB, START)).contains(Rejection.SERVER_FULL);
    limiter.closed();
    assertThat(limiter.check(BOB, START)).isEmpty();
  }

  @Test
  void pendingHandshakesAreLimitedInTotal() {
    ConnectionLimiter limiter = new ConnectionLimiter(new Limits(0, 2, 0, 0, false));
    opens(limiter, EVE);
    opens(limiter, BOB);

    assertThat(limiter.check(EVE, START)).contains(Rejection.TOO_MANY_HANDSHAKES);
    limiter.handshakeEnded(BOB);
    assertThat(limiter.check(EVE, START)).isEmpty();
    assertThat(limiter.pending()).isEqualTo(1);
  }

  @Test
  void pendingHandshakesAreLimitedPerAddress() {
    ConnectionLimiter limiter = new ConnectionLimiter(new Limits(0, 0, 2, 0, false));
    opens(limiter, EVE);
    opens(limiter, EVE);

    assertThat(limiter.check(EVE, START)).contains(Rejection.TOO_MANY_FROM_ADDRESS);
    assertThat(limiter.opened(EVE)).contains(Rejection.TOO_MANY_FROM_ADDRESS);
    assertThat(limiter.check(BOB, START)).isEmpty();
    limiter.handshakeEnded(EVE);
    assertThat(limiter.check(EVE, START)).contains(Rejection.TOO_MANY_FROM_ADDRESS);
    limiter.handshakeEnded(EVE);
    assertThat(limiter.check(EVE, START)).isEmpty();
    limiter.handshakeEnded(EVE);
    assertThat(limiter.pending()).isZero();
  }

  @Test
  void joinAttemptsAreLimitedToARateAndABurstPerAddress() {
    ConnectionLimiter limiter = new ConnectionLimiter(new Limits(0, 0, 0, 3, false));
    for (int i = 0; i < 30; i++) {
      assertThat(limiter.check(EVE, START)).isEmpty();
    }
    assertThat(limiter.check(EVE, START)).contains(Rejection.JOINS_TOO_FAST);
    assertThat(limiter.check(BOB, START)).isEmpty();

    assertThat(limiter.check(EVE, START + SECOND / 4)).contains(Rejection.JOINS_TOO_FAST);
    for (int i = 0; i < 3; i++) {
      assertThat(limiter.check(EVE, START + SECOND)).isEmpty();
    }
    assertThat(limiter.check(EVE, START + SECOND)).contains(Rejection.JOINS_TOO_FAST);
  }

  @Test
  void leastRecentAddressIsEvictedAtTheMaximum() {
    ConnectionLimiter limiter = new ConnectionLimiter(new Limits(0, 0, 0, 1, false));
    for (int i = 0; i < 10; i++) {
      limiter.check(EVE, START);
      limiter.check(BOB, START);
    }
    for (int i = 0; i < 65_535; i++) {
      limiter.check(InetAddress.ofLiteral("10.0." + (i >> 8) + "." + (i & 0xFF)), START);
    }
    assertThat(limiter.check(BOB, START)).contains(Rejection.JOINS_TOO_FAST);
    assertThat(limiter.check(EVE, START)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8:1:2::1, 2001:db8:1:2:ffff:ffff:ffff:ffff, true",
    "2001:db8:1:2::1, 2001:db8:1:3::1, false",
    "192.0.2.1, 192.0.2.2, false",
    "192.0.2.1, ::ffff:192.0.2.1, true"
  })
  void ipv6AddressesOfOneNetworkShareAKey(String one, String other, boolean same) {
    Optional<String> key = ConnectionLimiter.key(InetAddress.ofLiteral(one), true);
    assertThat(key).isPresent();
    assertThat(key.equals(ConnectionLimiter.key(InetAddress.ofLiteral(other), true)))
        .isEqualTo(same);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "::1"})
  void loopbackIsExemptOnlyWhenConfigured(String loopback) {
    InetAddress address = InetAddress.ofLiteral(loopback);
    ConnectionLimiter exempting = new ConnectionLimiter(new Limits(0, 0, 1, 1, true));
    ConnectionLimiter strict = new ConnectionLimiter(new Limits(0, 0, 1, 1, false));
    for (int i = 0; i < 100; i++) {
      assertThat(exempting.check(address, START)).isEmpty();
      opens(exempting, address);
    }
    opens(strict, address);
    assertThat(strict.check(address, START)).contains(Rejection.TOO_MANY_FROM_ADDRESS);
  }

  private static void opens(ConnectionLimiter limiter, InetAddress address) {
    assertThat(limiter.opened(address)).isEmpty();
  }
}
