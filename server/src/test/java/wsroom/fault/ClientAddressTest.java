package wsroom.fault;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wsroom.server.RunningServer;
import wsroom.websocket.RawUpgrade;

/// The client address of connections: never one that the client forged, and never on a public page.
class ClientAddressTest {
  private static final String LIMIT = "MAX_PENDING_HANDSHAKES_PER_ADDRESS";

  private final List<Wire> wires = new ArrayList<>();
  private @Nullable RunningServer running;

  @AfterEach
  void close() {
    wires.forEach(Wire::resets);
    if (running != null) {
      running.close();
    }
  }

  @Test
  void clientAddressWithoutTrustedProxiesIsTheSockets() throws IOException {
    starts(Map.of(LIMIT, "2"));

    assertThat(asks(forwarded("192.0.2.1"))).isEqualTo(101);
    assertThat(asks(forwarded("192.0.2.2"))).isEqualTo(101);
    assertThat(asks(forwarded("192.0.2.3"))).isEqualTo(429);
  }

  @Test
  void clientAddressBehindAProxyIsTheOneThatTheProxySaw() throws IOException {
    starts(Map.of(LIMIT, "2", "TRUSTED_PROXIES", "1"));

    assertThat(asks(forwarded("198.51.100.1, 192.0.2.1"))).isEqualTo(101);
    assertThat(asks(forwarded("198.51.100.2, 192.0.2.1"))).isEqualTo(101);
    assertThat(asks(forwarded("198.51.100.3, 192.0.2.1"))).isEqualTo(429);
    assertThat(asks(forwarded("198.51.100.3"), forwarded("192.0.2.1"))).isEqualTo(429);
    assertThat(asks(forwarded("198.51.100.3, 192.0.2.2"))).isEqualTo(101);
  }

  @Test
  void clientAddressOfABypassedProxyIsTheSockets() throws IOException {
    starts(Map.of(LIMIT, "1", "TRUSTED_PROXIES", "2"));

    assertThat(asks(forwarded("192.0.2.1"))).isEqualTo(101);
    assertThat(asks(forwarded("192.0.2.2"))).isEqualTo(429);
    assertThat(asks()).isEqualTo(429);
    assertThat(asks(forwarded("192.0.2.3, 203.0.113.1"))).isEqualTo(101);
  }

  @Test
  void ipv6NetworkIsOneClient() throws IOException {
    starts(Map.of(LIMIT, "1", "TRUSTED_PROXIES", "1"));

    assertThat(asks(forwarded("2001:db8::1"))).isEqualTo(101);
    assertThat(asks(forwarded("[2001:db8::2]:4711"))).isEqualTo(429);
    assertThat(asks(forwarded("2001:db8:0:1::2"))).isEqualTo(101);
  }

  @Test
  void proxyProtocolSetsTheClientAddress() throws IOException {
    starts(Map.of(LIMIT, "1", "PROXY_PROTOCOL", "on"));

    assertThat(asksThroughProxyProtocol("192.0.2.1")).isEqualTo(101);
    assertThat(asksThroughProxyProtocol("192.0.2.1")).isEqualTo(429);
    assertThat(asksThroughProxyProtocol("192.0.2.2")).isEqualTo(101);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/status", "/rooms/status", "/metrics", "/health/ready", "/nowhere"})
  void pagesShowNoClientAddress(String page) throws Exception {
    starts(Map.of(LIMIT, "1", "TRUSTED_PROXIES", "1", "MAX_USERS", "1"));
    Members.enter(server(), 1);
    asks(forwarded("203.0.113.77"));
    asks(forwarded("203.0.113.77"));
    asks(forwarded("2001:db8::77"));
    wires.getFirst().write(new byte[] {0});

    assertThat(server().page(page))
        .isNotEmpty()
        .doesNotContain("203.0.113")
        .doesNotContain("2001:db8")
        .doesNotContain("127.0.0.1");
  }

  private void starts(Map<String, String> settings) {
    running = new RunningServer(settings);
  }

  private RunningServer server() {
    return Objects.requireNonNull(running);
  }

  private int asks(String... headers) throws IOException {
    return asks(RawUpgrade.request("plaza", headers));
  }

  private int asks(byte[] request) throws IOException {
    try {
      wires.add(Wire.open(server().address(), request));
      return 101;
    } catch (Wire.RefusedException e) {
      return e.status();
    }
  }

  private int asksThroughProxyProtocol(String address) throws IOException {
    String first = "PROXY TCP4 " + address + " 127.0.0.1 4711 5000\r\n";
    return asks((first + new String(RawUpgrade.request("plaza"), ISO_8859_1)).getBytes(ISO_8859_1));
  }

  private static String forwarded(String addresses) {
    return "X-Forwarded-For: " + addresses + "\r\n";
  }
}
