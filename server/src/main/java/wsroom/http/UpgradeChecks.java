package wsroom.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import wsroom.access.JoinPermit;
import wsroom.access.TokenCheck;
import wsroom.events.RejectionListener;
import wsroom.limit.ConnectionLimiter;
import wsroom.websocket.undertow.WebSocketUpgrade;

/// Checks requests for an upgrade, and answers those that are rejected.
///
/// Thread-safe.
public final class UpgradeChecks {
  private final RequestRules rules;
  private final ConnectionLimiter limiter;
  private final AccessTokenCheck access;
  private final RejectionListener onRejection;

  public UpgradeChecks(
      RequestRules rules,
      ConnectionLimiter limiter,
      AccessTokenCheck access,
      RejectionListener onRejection) {
    this.rules = rules;
    this.limiter = limiter;
    this.access = access;
    this.onRejection = onRejection;
  }

  /// The permit to join for a request that passes all checks. If empty, the request has been
  /// answered.
  public Optional<JoinPermit> admit(
      HttpServerExchange exchange, String roomId, InetAddress client, boolean ready) {
    var problem = WebSocketUpgrade.check(exchange);
    if (problem.isPresent()) {
      return reject(exchange, roomId, problem.get().status(), "bad_upgrade", problem.get().why());
    }
    var rejection = rules.check(exchange, roomId, ready);
    if (rejection.isPresent()) {
      if (rejection.get().retryAfterSeconds() > 0) {
        RequestRules.setRetryAfter(exchange, rejection.get().retryAfterSeconds());
      }
      return reject(
          exchange, roomId, rejection.get().status(), rejection.get().tag(), rejection.get().why());
    }
    var limit = limiter.check(client, System.nanoTime());
    if (limit.isPresent()) {
      RequestRules.setRetryAfter(exchange, RequestRules.RETRY_AFTER_SECONDS);
      String tag = limit.get().name().toLowerCase(Locale.ROOT);
      return reject(exchange, roomId, limit.get().status(), tag, limit.get().text());
    }
    // After the limiter, so that guessing tokens counts as join attempts.
    return switch (access.check(exchange, roomId)) {
      case TokenCheck.NotRequired _ -> Optional.of(JoinPermit.of(roomId));
      case TokenCheck.Valid(String address) ->
          Optional.of(new JoinPermit(roomId, Optional.of(address)));
      case TokenCheck.Invalid(var why) -> {
        exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, "Bearer");
        yield reject(exchange, roomId, 401, why.tag(), why.text());
      }
    };
  }

  private Optional<JoinPermit> reject(
      HttpServerExchange exchange, String roomId, int status, String tag, String why) {
    onRejection.rejected(roomId, tag, why);
    Responses.error(exchange, status, why);
    return Optional.empty();
  }
}
