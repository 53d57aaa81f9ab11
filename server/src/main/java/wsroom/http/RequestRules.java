package wsroom.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.util.List;
import java.util.Optional;
import wsroom.config.LimitsConfig;

/// The checks that upgrades and signed logins share.
///
/// Rooms that an operator has closed are checked later: people see the reason only in the
/// `WsKicked` of a handshake or in the answer to a signed login.
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

  /// Allows these origins only from now on.
  ///
  /// @param origins all if empty
  public void allowOrigins(List<String> origins) {
    allowedOrigins = List.copyOf(origins);
  }

  /// The reason why a request is rejected.
  ///
  /// @param tag a short constant name, for metrics
  /// @param retryAfterSeconds 0 if a retry makes no sense
  record Rejection(int status, String tag, String why, long retryAfterSeconds) {}

  Optional<Rejection> check(HttpServerExchange exchange, String roomId, boolean ready) {
    if (!limits.allowsRoom(roomId)) {
      return reject(400, "room_id", "room id not allowed", 0);
    }
    if (!originIsAllowed(exchange)) {
      return reject(403, "origin", "origin not allowed", 0);
    }
    return ready
        ? Optional.empty()
        : reject(503, "not_ready", "the server is going away", RETRY_AFTER_SECONDS);
  }

  private boolean originIsAllowed(HttpServerExchange exchange) {
    String origin = exchange.getRequestHeaders().getFirst(Headers.ORIGIN);
    List<String> allowed = allowedOrigins;
    return origin == null || allowed.isEmpty() || allowed.contains(origin);
  }

  static void setRetryAfter(HttpServerExchange exchange, long seconds) {
    exchange.getResponseHeaders().put(Headers.RETRY_AFTER, Long.toString(seconds));
  }

  private static Optional<Rejection> reject(
      int status, String tag, String why, long retryAfterSeconds) {
    return Optional.of(new Rejection(status, tag, why, retryAfterSeconds));
  }
}
