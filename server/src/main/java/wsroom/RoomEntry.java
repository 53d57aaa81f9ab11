package wsroom;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.net.InetAddress;
import java.util.Locale;
import java.util.function.Consumer;
import wsroom.config.LimitsConfig;
import wsroom.http.Answers;
import wsroom.session.Gate;
import wsroom.websocket.WebSocketUpgrade;

/// Decides which requests for a WebSocket are upgraded, and answers those that are not.
///
/// Thread-safe.
final class RoomEntry {
  private static final String RETRY_AFTER_SECONDS = "5";

  private final LimitsConfig limits;
  private final Gate gate;
  private final Consumer<String> onRefusal;

  /// @param onRefusal is told a short constant name of each refusal's reason
  RoomEntry(LimitsConfig limits, Gate gate, Consumer<String> onRefusal) {
    this.limits = limits;
    this.gate = gate;
    this.onRefusal = onRefusal;
  }

  /// Whether to upgrade a request. If not, it has been answered.
  boolean mayEnter(HttpServerExchange exchange, String roomId, InetAddress client, boolean ready) {
    var wrong = WebSocketUpgrade.check(exchange);
    if (wrong.isPresent()) {
      if (wrong.get().status() == 426) {
        WebSocketUpgrade.nameVersion(exchange);
      }
      return refuse(exchange, wrong.get().status(), "bad_upgrade", wrong.get().why());
    }
    if (!roomIsAllowed(roomId)) {
      return refuse(exchange, 400, "room_id", "this server has no rooms of that name");
    }
    if (!originIsAllowed(exchange)) {
      return refuse(exchange, 403, "origin", "pages of this origin may not connect");
    }
    if (!ready) {
      return refuseForNow(exchange, 503, "not_ready", "the server is going away");
    }
    var full = gate.ask(client, System.nanoTime());
    if (full.isPresent()) {
      String tag = full.get().name().toLowerCase(Locale.ROOT);
      return refuseForNow(exchange, full.get().status(), tag, full.get().text());
    }
    return true;
  }

  private boolean roomIsAllowed(String roomId) {
    return limits.roomIds().map(pattern -> pattern.matcher(roomId).matches()).orElse(true);
  }

  private boolean originIsAllowed(HttpServerExchange exchange) {
    String origin = exchange.getRequestHeaders().getFirst(Headers.ORIGIN);
    return origin == null
        || limits.allowedOrigins().isEmpty()
        || limits.allowedOrigins().contains(origin);
  }

  private boolean refuseForNow(HttpServerExchange exchange, int status, String tag, String why) {
    exchange.getResponseHeaders().put(Headers.RETRY_AFTER, RETRY_AFTER_SECONDS);
    return refuse(exchange, status, tag, why);
  }

  private boolean refuse(HttpServerExchange exchange, int status, String tag, String why) {
    onRefusal.accept(tag);
    Answers.error(exchange, status, why);
    return false;
  }
}
