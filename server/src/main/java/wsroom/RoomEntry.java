package wsroom;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import wsroom.events.RefusedRequests;
import wsroom.http.Answers;
import wsroom.session.Entrance;
import wsroom.session.Gate;
import wsroom.token.TokenVerdict;
import wsroom.websocket.WebSocketUpgrade;

/// Decides which requests for a WebSocket are upgraded, and answers those that are not.
///
/// Thread-safe.
final class RoomEntry {
  private final EntryRules rules;
  private final Gate gate;
  private final AccessCheck access;
  private final RefusedRequests onRefusal;

  RoomEntry(EntryRules rules, Gate gate, AccessCheck access, RefusedRequests onRefusal) {
    this.rules = rules;
    this.gate = gate;
    this.access = access;
    this.onRefusal = onRefusal;
  }

  /// Where and as whom to let a request in. If there is nothing, it has been answered.
  Optional<Entrance> admit(
      HttpServerExchange exchange, String roomId, InetAddress client, boolean ready) {
    var wrong = WebSocketUpgrade.check(exchange);
    if (wrong.isPresent()) {
      return refuse(exchange, roomId, wrong.get().status(), "bad_upgrade", wrong.get().why());
    }
    var unruly = rules.check(exchange, roomId, ready);
    if (unruly.isPresent()) {
      if (unruly.get().retryAfterSeconds() > 0) {
        EntryRules.sayWhenToComeBack(exchange, unruly.get().retryAfterSeconds());
      }
      return refuse(
          exchange, roomId, unruly.get().status(), unruly.get().tag(), unruly.get().why());
    }
    var full = gate.ask(client, System.nanoTime());
    if (full.isPresent()) {
      EntryRules.sayWhenToComeBack(exchange, EntryRules.RETRY_AFTER_SECONDS);
      String tag = full.get().name().toLowerCase(Locale.ROOT);
      return refuse(exchange, roomId, full.get().status(), tag, full.get().text());
    }
    // After the gate, so that guessing tokens counts as attempts to join.
    return switch (access.check(exchange, roomId)) {
      case TokenVerdict.NoneNeeded _ -> Optional.of(Entrance.of(roomId));
      case TokenVerdict.Good(String address) ->
          Optional.of(new Entrance(roomId, Optional.of(address)));
      case TokenVerdict.Wrong(var why) -> {
        exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, "Bearer");
        yield refuse(exchange, roomId, 401, why.tag(), why.text());
      }
    };
  }

  private Optional<Entrance> refuse(
      HttpServerExchange exchange, String roomId, int status, String tag, String why) {
    onRefusal.refused(roomId, tag, why);
    Answers.error(exchange, status, why);
    return Optional.empty();
  }
}
