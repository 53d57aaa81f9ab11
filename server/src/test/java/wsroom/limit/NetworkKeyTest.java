package wsroom.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import wsroom.limit.ConnectionLimiter.Limits;
import wsroom.limit.ConnectionLimiter.Rejection;

/// The keys under which client addresses are counted.
class NetworkKeyTest {

  @Test
  void keyOfIpv6HasAllSixteenDigitsOfItsNetwork() {
    assertThat(ConnectionLimiter.key(InetAddress.ofLiteral("2001:0db8:1234:5678::1"), false))
        .contains("net64:20010db812345678");
    Set<String> keys = new HashSet<>();
    for (int digit = 0; digit < 16; digit++) {
      String network = "2222222222222222".substring(0, digit) + "3" + "2".repeat(15 - digit);
      String literal = network.replaceAll("(.{4})(?!$)", "$1:") + "::1";
      keys.add(ConnectionLimiter.key(InetAddress.ofLiteral(literal), false).orElseThrow());
    }
    assertThat(keys).hasSize(16);
  }

  @Test
  void loopbackHasAKeyOnlyWhereItIsNotExempt() {
    assertThat(ConnectionLimiter.key(InetAddress.ofLiteral("127.0.0.1"), true)).isEmpty();
    assertThat(ConnectionLimiter.key(InetAddress.ofLiteral("127.0.0.1"), false))
        .contains("127.0.0.1");
    assertThat(ConnectionLimiter.key(InetAddress.ofLiteral("192.0.2.1"), true))
        .contains("192.0.2.1");
  }

  @Test
  void limiterIsFullAtItsLimitOfConnectionsAndNeverWithoutOne() {
    ConnectionLimiter limiter = new ConnectionLimiter(new Limits(2, 0, 0, 0, false));
    InetAddress eve = InetAddress.ofLiteral("192.0.2.1");
    limiter.opened(eve);
    assertThat(limiter.isFull()).isFalse();
    limiter.opened(eve);
    assertThat(limiter.isFull()).isTrue();
    assertThat(limiter.check(eve, 0)).contains(Rejection.SERVER_FULL);
    limiter.closed();
    assertThat(limiter.isFull()).isFalse();

    assertThat(new ConnectionLimiter(new Limits(0, 0, 0, 0, false)).isFull()).isFalse();
  }

  @Test
  void rejectionsHaveAStatusAndAText() {
    for (Rejection rejection : Rejection.values()) {
      assertThat(rejection.status()).isIn(429, 503);
      assertThat(rejection.text()).isNotBlank();
    }
    assertThat(Rejection.SERVER_FULL.text()).isEqualTo("the server is full");
    assertThat(Rejection.JOINS_TOO_FAST.status()).isEqualTo(429);
  }
}
