package wsroom;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.util.Optional;
import wsroom.config.LimitsConfig;

/// What holds for everyone who asks for a room, by WebSocket or by signed login.
record EntryRules(LimitsConfig limits) {
  static final String RETRY_AFTER_SECONDS = "5";

  /// Why a request is refused.
  ///
  /// @param tag a short constant name, for metrics
  record Refusal(int status, String tag, String why, boolean mayRetry) {}

  Optional<Refusal> check(HttpServerExchange exchange, String roomId, boolean ready) {
    if (!limits.allowsRoom(roomId)) {
      return refuse(400, "room_id", "this server has no rooms of that name", false);
    }
    if (!originIsAllowed(exchange)) {
      return refuse(403, "origin", "pages of this origin may not connect", false);
    }
    return ready ? Optional.empty() : refuse(503, "not_ready", "the server is going away", true);
  }

  private boolean originIsAllowed(HttpServerExchange exchange) {
    String origin = exchange.getRequestHeaders().getFirst(Headers.ORIGIN);
    return origin == null
        || limits.allowedOrigins().isEmpty()
        || limits.allowedOrigins().contains(origin);
  }

  private static Optional<Refusal> refuse(int status, String tag, String why, boolean mayRetry) {
    return Optional.of(new Refusal(status, tag, why, mayRetry));
  }
}
