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
import wsroom.limit.ConnectionLimiter.Refusal;

class ConnectionLimiterTest {
  private static final InetAddress EVE = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress BOB = InetAddress.ofLiteral("192.0.2.2");
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long START = -5 * SECOND;

  @Test
  void withoutLimitsAnyNumberComesIn() {
    ConnectionLimiter gate = new ConnectionLimiter(new Limits(0, 0, 0, 0, false));
    for (int i = 0; i < 10_000; i++) {
      assertThat(gate.ask(EVE, START)).isEmpty();
      assertThat(gate.enter(EVE)).isEmpty();
    }
    assertThat(gate.connections()).isEqualTo(10_000);
    assertThat(gate.pending()).isEqualTo(10_000);
  }

  @Test
  void theServerIsFullUntilSomeoneLeaves() {
    ConnectionLimiter gate = new ConnectionLimiter(new Limits(2, 0, 0, 0, false));
    comesIn(gate, EVE);
    comesIn(gate, BOB);
    gate.handshakeEnded(EVE);
    gate.handshakeEnded(BOB);

    assertThat(gate.ask(BOB, START)).contains(Refusal.SERVER_FULL);
    assertThat(gate.enter(BOB)).contains(Refusal.SERVER_FULL);
    gate.handshakeEnded(BOB);
    gate.leave();
    assertThat(gate.ask(BOB, START)).contains(Refusal.SERVER_FULL);
    gate.leave();
    assertThat(gate.ask(BOB, START)).isEmpty();
  }

  @Test
  void handshakesUnderWayAreLimitedInAll() {
    ConnectionLimiter gate = new ConnectionLimiter(new Limits(0, 2, 0, 0, false));
    comesIn(gate, EVE);
    comesIn(gate, BOB);

    assertThat(gate.ask(EVE, START)).contains(Refusal.TOO_MANY_HANDSHAKES);
    gate.handshakeEnded(BOB);
    assertThat(gate.ask(EVE, START)).isEmpty();
    assertThat(gate.pending()).isEqualTo(1);
  }

  @Test
  void handshakesUnderWayAreLimitedForEachAddress() {
    ConnectionLimiter gate = new ConnectionLimiter(new Limits(0, 0, 2, 0, false));
    comesIn(gate, EVE);
    comesIn(gate, EVE);

    assertThat(gate.ask(EVE, START)).contains(Refusal.TOO_MANY_FROM_ADDRESS);
    assertThat(gate.enter(EVE)).contains(Refusal.TOO_MANY_FROM_ADDRESS);
    assertThat(gate.ask(BOB, START)).isEmpty();
    gate.handshakeEnded(EVE);
    assertThat(gate.ask(EVE, START)).contains(Refusal.TOO_MANY_FROM_ADDRESS);
    gate.handshakeEnded(EVE);
    assertThat(gate.ask(EVE, START)).isEmpty();
    gate.handshakeEnded(EVE);
    assertThat(gate.pending()).isZero();
  }

  @Test
  void attemptsToJoinHaveARateForEachAddressAndABurst() {
    ConnectionLimiter gate = new ConnectionLimiter(new Limits(0, 0, 0, 3, false));
    for (int i = 0; i < 30; i++) {
      assertThat(gate.ask(EVE, START)).isEmpty();
    }
    assertThat(gate.ask(EVE, START)).contains(Refusal.JOINS_TOO_FAST);
    assertThat(gate.ask(BOB, START)).isEmpty();

    assertThat(gate.ask(EVE, START + SECOND / 4)).contains(Refusal.JOINS_TOO_FAST);
    for (int i = 0; i < 3; i++) {
      assertThat(gate.ask(EVE, START + SECOND)).isEmpty();
    }
    assertThat(gate.ask(EVE, START + SECOND)).contains(Refusal.JOINS_TOO_FAST);
  }

  @Test
  void theLongestUnseenAddressIsForgottenBeforeTheMemoryFills() {
    ConnectionLimiter gate = new ConnectionLimiter(new Limits(0, 0, 0, 1, false));
    for (int i = 0; i < 10; i++) {
      gate.ask(EVE, START);
      gate.ask(BOB, START);
    }
    for (int i = 0; i < 65_535; i++) {
      gate.ask(InetAddress.ofLiteral("10.0." + (i >> 8) + "." + (i & 0xFF)), START);
    }
    assertThat(gate.ask(BOB, START)).contains(Refusal.JOINS_TOO_FAST);
    assertThat(gate.ask(EVE, START)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8:1:2::1, 2001:db8:1:2:ffff:ffff:ffff:ffff, true",
    "2001:db8:1:2::1, 2001:db8:1:3::1, false",
    "192.0.2.1, 192.0.2.2, false",
    "192.0.2.1, ::ffff:192.0.2.1, true"
  })
  void oneNetworkOfIpv6IsOneClient(String one, String other, boolean same) {
    Optional<String> key = ConnectionLimiter.key(InetAddress.ofLiteral(one), true);
    assertThat(key).isPresent();
    assertThat(key.equals(ConnectionLimiter.key(InetAddress.ofLiteral(other), true)))
        .isEqualTo(same);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "::1"})
  void thisMachineIsSparedWhereThatIsWanted(String loopback) {
    InetAddress self = InetAddress.ofLiteral(loopback);
    ConnectionLimiter sparing = new ConnectionLimiter(new Limits(0, 0, 1, 1, true));
    ConnectionLimiter strict = new ConnectionLimiter(new Limits(0, 0, 1, 1, false));
    for (int i = 0; i < 100; i++) {
      assertThat(sparing.ask(self, START)).isEmpty();
      comesIn(sparing, self);
    }
    comesIn(strict, self);
    assertThat(strict.ask(self, START)).contains(Refusal.TOO_MANY_FROM_ADDRESS);
  }

  private static void comesIn(ConnectionLimiter gate, InetAddress address) {
    assertThat(gate.enter(address)).isEmpty();
  }
}
