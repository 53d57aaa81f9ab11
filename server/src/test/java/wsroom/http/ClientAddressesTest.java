package wsroom.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wsroom.logging.LogLines;

/// Client addresses behind proxies, and the warning about an untrusted proxy.
class ClientAddressesTest {
  private static final InetAddress PROXY = InetAddress.ofLiteral("198.51.100.9");

  private final LogLines log = LogLines.of(ClientAddresses.class.getName());

  @AfterEach
  void closes() {
    log.close();
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "192.0.2.1:4711, 192.0.2.1",
    "2001:db8::1, 2001:db8::1",
    "[2001:db8::1], 2001:db8::1",
    "[2001:db8::1]:4711, 2001:db8::1",
    "[2001:db8::1, 198.51.100.9",
    "unknown, 198.51.100.9",
    "'', 198.51.100.9",
    ":4711, 198.51.100.9",
  })
  void portOfAForwardedAddressIsIgnored(String forwarded, String expected) {
    assertThat(new ClientAddresses(1).of(request(forwarded)))
        .isEqualTo(InetAddress.ofLiteral(expected));
    assertThat(log.messages()).isEmpty();
  }

  @Test
  void untrustedProxyIsWarnedOfOnce() {
    ClientAddresses addresses = new ClientAddresses(0);
    assertThat(addresses.of(exchange())).isEqualTo(PROXY);
    assertThat(log.messages()).isEmpty();
    for (int i = 0; i < 3; i++) {
      assertThat(addresses.of(request("192.0.2." + i))).isEqualTo(PROXY);
    }

    assertThat(log.messages()).hasSize(1);
    assertThat(log.messages().getFirst())
        .startsWith("X-Forwarded-For ignored, since TRUSTED_PROXIES is 0")
        .contains(PROXY.getHostAddress());
  }

  private static HttpServerExchange request(String forwarded) {
    HttpServerExchange exchange = exchange();
    exchange.getRequestHeaders().add(new HttpString("X-Forwarded-For"), forwarded);
    return exchange;
  }

  private static HttpServerExchange exchange() {
    HttpServerExchange exchange = new HttpServerExchange(null);
    exchange.setSourceAddress(new InetSocketAddress(PROXY, 4711));
    return exchange;
  }
}
