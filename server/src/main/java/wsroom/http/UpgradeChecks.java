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

/// Decides which requests for a WebSocket are upgraded, and answers those that are not.
///
/// Thread-safe.
public final class UpgradeChecks {
  private final RequestRules rules;
  private final ConnectionLimiter limiter;
  private final AccessTokenCheck access;
  private final RejectionListener onRefusal;

  public UpgradeChecks(
      RequestRules rules,
      ConnectionLimiter limiter,
      AccessTokenCheck access,
      RejectionListener onRefusal) {
    this.rules = rules;
    this.limiter = limiter;
    this.access = access;
    this.onRefusal = onRefusal;
  }

  /// Where and as whom to let a request in. If there is nothing, it has been answered.
  public Optional<JoinPermit> admit(
      HttpServerExchange exchange, String roomId, InetAddress client, boolean ready) {
    var wrong = WebSocketUpgrade.check(exchange);
    if (wrong.isPresent()) {
      return refuse(exchange, roomId, wrong.get().status(), "bad_upgrade", wrong.get().why());
    }
    var unruly = rules.check(exchange, roomId, ready);
    if (unruly.isPresent()) {
      if (unruly.get().retryAfterSeconds() > 0) {
        RequestRules.setRetryAfter(exchange, unruly.get().retryAfterSeconds());
      }
      return refuse(
          exchange, roomId, unruly.get().status(), unruly.get().tag(), unruly.get().why());
    }
    var full = limiter.check(client, System.nanoTime());
    if (full.isPresent()) {
      RequestRules.setRetryAfter(exchange, RequestRules.RETRY_AFTER_SECONDS);
      String tag = full.get().name().toLowerCase(Locale.ROOT);
      return refuse(exchange, roomId, full.get().status(), tag, full.get().text());
    }
    // After the limiter, so that guessing tokens counts as attempts to join.
    return switch (access.check(exchange, roomId)) {
      case TokenCheck.NotRequired _ -> Optional.of(JoinPermit.of(roomId));
      case TokenCheck.Valid(String address) ->
          Optional.of(new JoinPermit(roomId, Optional.of(address)));
      case TokenCheck.Invalid(var why) -> {
        exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, "Bearer");
        yield refuse(exchange, roomId, 401, why.tag(), why.text());
      }
    };
  }

  private Optional<JoinPermit> refuse(
      HttpServerExchange exchange, String roomId, int status, String tag, String why) {
    onRefusal.refused(roomId, tag, why);
    Responses.error(exchange, status, why);
    return Optional.empty();
  }
}
