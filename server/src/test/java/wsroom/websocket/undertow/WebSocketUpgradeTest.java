package wsroom.websocket.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import io.undertow.util.Protocols;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wsroom.websocket.undertow.WebSocketUpgrade.Rejection;

/// Valid upgrade requests, and the responses to invalid ones (RFC 6455, section 4.2.1).
class WebSocketUpgradeTest {
  private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

  private final HttpServerExchange exchange = request();

  @Test
  void completeRequestIsAccepted() {
    assertThat(WebSocketUpgrade.check(exchange)).isEmpty();
    assertThat(exchange.getResponseHeaders().size()).isZero();
  }

  @Test
  void tokensAreFoundInAnyCaseAndAmongOthers() {
    header("Upgrade", "h2c, WebSocket");
    header("Connection", "keep-alive , UPGRADE");
    header("Sec-WebSocket-Version", " 13 ");
    header("Sec-WebSocket-Key", " " + KEY + " ");

    assertThat(WebSocketUpgrade.check(exchange)).isEmpty();
  }

  @Test
  void methodOtherThanGetIsRejected() {
    exchange.setRequestMethod(new HttpString("POST"));

    assertThat(WebSocketUpgrade.check(exchange))
        .contains(new Rejection(405, "a WebSocket upgrade is a GET"));
  }

  @Test
  void otherHttpVersionIsRejectedNamingTheSupportedUpgrade() {
    exchange.setProtocol(Protocols.HTTP_1_0);

    assertThat(WebSocketUpgrade.check(exchange))
        .contains(new Rejection(426, "a WebSocket upgrade needs HTTP/1.1"));
    saysWhatItWouldUpgradeTo();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Upgrade", "Connection"})
  void requestWithoutUpgradeHeadersIsRejectedNamingTheUpgrade(String name) {
    header(name, "something-else");
    assertThat(WebSocketUpgrade.check(exchange))
        .contains(new Rejection(426, "WebSocket upgrade required"));
    saysWhatItWouldUpgradeTo();

    exchange.getRequestHeaders().remove(new HttpString(name));
    assertThat(WebSocketUpgrade.check(exchange)).map(Rejection::status).contains(426);
  }

  @ParameterizedTest
  @ValueSource(strings = {"8", "12", "13, 8", ""})
  void otherWebSocketVersionIsRejectedNamingTheSupportedOne(String version) {
    header("Sec-WebSocket-Version", version);

    assertThat(WebSocketUpgrade.check(exchange))
        .contains(new Rejection(426, "Sec-WebSocket-Version must be 13"));
    saysWhatItWouldUpgradeTo();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "c2hvcnQ=", "dGhlIHNhbXBsZSBub25jZSE=", "not base64!"})
  void keyThatIsNotSixteenBytesInBase64IsRejected(String key) {
    header("Sec-WebSocket-Key", key);

    assertThat(WebSocketUpgrade.check(exchange))
        .isEqualTo(rejection("Sec-WebSocket-Key must be 16 bytes in base64, once"));
  }

  @Test
  void missingOrRepeatedKeyIsRejected() {
    exchange.getRequestHeaders().add(new HttpString("Sec-WebSocket-Key"), KEY);
    assertThat(WebSocketUpgrade.check(exchange)).map(Rejection::status).contains(400);

    exchange.getRequestHeaders().remove(new HttpString("Sec-WebSocket-Key"));
    assertThat(WebSocketUpgrade.check(exchange)).map(Rejection::status).contains(400);
  }

  private void saysWhatItWouldUpgradeTo() {
    assertThat(exchange.getResponseHeaders().getFirst("Upgrade")).isEqualTo("websocket");
    assertThat(exchange.getResponseHeaders().getFirst("Sec-WebSocket-Version")).isEqualTo("13");
  }

  private static Optional<Rejection> rejection(String why) {
    return Optional.of(new Rejection(400, why));
  }

  private void header(String name, String value) {
    exchange.getRequestHeaders().put(new HttpString(name), value);
  }

  private static HttpServerExchange request() {
    HttpServerExchange exchange = new HttpServerExchange(null);
    exchange.setRequestMethod(new HttpString("GET"));
    exchange.setProtocol(Protocols.HTTP_1_1);
    exchange.getRequestHeaders().put(new HttpString("Upgrade"), "websocket");
    exchange.getRequestHeaders().put(new HttpString("Connection"), "Upgrade");
    exchange.getRequestHeaders().put(new HttpString("Sec-WebSocket-Version"), "13");
    exchange.getRequestHeaders().put(new HttpString("Sec-WebSocket-Key"), KEY);
    return exchange;
  }
}
