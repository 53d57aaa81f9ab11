package wsroom.websocket.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import io.undertow.util.Protocols;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wsroom.websocket.undertow.WebSocketUpgrade.Refusal;

/// Which requests can be upgraded, and what the others are told (RFC 6455, section 4.2.1).
class WebSocketUpgradeTest {
  private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

  private final HttpServerExchange exchange = request();

  @Test
  void completeRequestCanBeUpgraded() {
    assertThat(WebSocketUpgrade.check(exchange)).isEmpty();
    assertThat(exchange.getResponseHeaders().size()).isZero();
  }

  @Test
  void tokensCountInAnyCaseAndAmongOthers() {
    header("Upgrade", "h2c, WebSocket");
    header("Connection", "keep-alive , UPGRADE");
    header("Sec-WebSocket-Version", " 13 ");
    header("Sec-WebSocket-Key", " " + KEY + " ");

    assertThat(WebSocketUpgrade.check(exchange)).isEmpty();
  }

  @Test
  void onlyAGetIsAnUpgrade() {
    exchange.setRequestMethod(new HttpString("POST"));

    assertThat(WebSocketUpgrade.check(exchange))
        .contains(new Refusal(405, "a WebSocket upgrade is a GET"));
  }

  @Test
  void otherVersionsOfHttpAreToldWhichToUse() {
    exchange.setProtocol(Protocols.HTTP_1_0);

    assertThat(WebSocketUpgrade.check(exchange))
        .contains(new Refusal(426, "a WebSocket upgrade needs HTTP/1.1"));
    saysWhatItWouldUpgradeTo();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Upgrade", "Connection"})
  void requestWithoutTheWishIsToldWhatThisIs(String name) {
    header(name, "something-else");
    assertThat(WebSocketUpgrade.check(exchange))
        .contains(new Refusal(426, "WebSocket upgrade required"));
    saysWhatItWouldUpgradeTo();

    exchange.getRequestHeaders().remove(new HttpString(name));
    assertThat(WebSocketUpgrade.check(exchange)).map(Refusal::status).contains(426);
  }

  @ParameterizedTest
  @ValueSource(strings = {"8", "12", "13, 8", ""})
  void otherVersionsOfWebSocketAreToldWhichToUse(String version) {
    header("Sec-WebSocket-Version", version);

    assertThat(WebSocketUpgrade.check(exchange))
        .contains(new Refusal(426, "Sec-WebSocket-Version must be 13"));
    saysWhatItWouldUpgradeTo();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "c2hvcnQ=", "dGhlIHNhbXBsZSBub25jZSE=", "not base64!"})
  void keyMustBeSixteenBytesInBase64(String key) {
    header("Sec-WebSocket-Key", key);

    assertThat(WebSocketUpgrade.check(exchange))
        .isEqualTo(refusal("Sec-WebSocket-Key must be 16 bytes in base64, once"));
  }

  @Test
  void keyMustComeOnce() {
    exchange.getRequestHeaders().add(new HttpString("Sec-WebSocket-Key"), KEY);
    assertThat(WebSocketUpgrade.check(exchange)).map(Refusal::status).contains(400);

    exchange.getRequestHeaders().remove(new HttpString("Sec-WebSocket-Key"));
    assertThat(WebSocketUpgrade.check(exchange)).map(Refusal::status).contains(400);
  }

  private void saysWhatItWouldUpgradeTo() {
    assertThat(exchange.getResponseHeaders().getFirst("Upgrade")).isEqualTo("websocket");
    assertThat(exchange.getResponseHeaders().getFirst("Sec-WebSocket-Version")).isEqualTo("13");
  }

  private static Optional<Refusal> refusal(String why) {
    return Optional.of(new Refusal(400, why));
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
