package wsroom;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.util.Optional;
import wsroom.config.LimitsConfig;

/// What holds for everyone who asks for a room, by WebSocket or by signed login.
///
/// Whether an operator has closed the room is asked later: people see why they are kept out only in
/// the `WsKicked` of a handshake or in the answer to a signed login.
record EntryRules(LimitsConfig limits) {
  static final long RETRY_AFTER_SECONDS = 5;

  /// Why a request is refused.
  ///
  /// @param tag a short constant name, for metrics
  /// @param retryAfterSeconds 0 where coming back makes no sense
  record Refusal(int status, String tag, String why, long retryAfterSeconds) {}

  Optional<Refusal> check(HttpServerExchange exchange, String roomId, boolean ready) {
    if (!limits.allowsRoom(roomId)) {
      return refuse(400, "room_id", "this server has no rooms of that name", 0);
    }
    if (!originIsAllowed(exchange)) {
      return refuse(403, "origin", "pages of this origin may not connect", 0);
    }
    return ready
        ? Optional.empty()
        : refuse(503, "not_ready", "the server is going away", RETRY_AFTER_SECONDS);
  }

  private boolean originIsAllowed(HttpServerExchange exchange) {
    String origin = exchange.getRequestHeaders().getFirst(Headers.ORIGIN);
    return origin == null
        || limits.allowedOrigins().isEmpty()
        || limits.allowedOrigins().contains(origin);
  }

  static void sayWhenToComeBack(HttpServerExchange exchange, long seconds) {
    exchange.getResponseHeaders().put(Headers.RETRY_AFTER, Long.toString(seconds));
  }

  private static Optional<Refusal> refuse(
      int status, String tag, String why, long retryAfterSeconds) {
    return Optional.of(new Refusal(status, tag, why, retryAfterSeconds));
  }
}
