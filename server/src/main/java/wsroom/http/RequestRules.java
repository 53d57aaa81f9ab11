package wsroom.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.util.List;
import java.util.Optional;
import wsroom.config.LimitsConfig;

/// What holds for everyone who asks for a room, by WebSocket or by signed login.
///
/// Whether an operator has closed the room is asked later: people see why they are kept out only in
/// the `WsKicked` of a handshake or in the answer to a signed login.
///
/// Thread-safe.
public final class RequestRules {
  static final long RETRY_AFTER_SECONDS = 5;

  private final LimitsConfig limits;
  private volatile List<String> allowedOrigins;

  public RequestRules(LimitsConfig limits) {
    this.limits = limits;
    this.allowedOrigins = limits.allowedOrigins();
  }

  /// Has these origins allowed from now on.
  ///
  /// @param origins all if there is none
  public void allowOrigins(List<String> origins) {
    allowedOrigins = List.copyOf(origins);
  }

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
    List<String> allowed = allowedOrigins;
    return origin == null || allowed.isEmpty() || allowed.contains(origin);
  }

  static void setRetryAfter(HttpServerExchange exchange, long seconds) {
    exchange.getResponseHeaders().put(Headers.RETRY_AFTER, Long.toString(seconds));
  }

  private static Optional<Refusal> refuse(
      int status, String tag, String why, long retryAfterSeconds) {
    return Optional.of(new Refusal(status, tag, why, retryAfterSeconds));
  }
}
