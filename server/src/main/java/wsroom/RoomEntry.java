package wsroom;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
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
  private final Consumer<String> onRefusal;

  /// @param onRefusal is told a short constant name of each refusal's reason
  RoomEntry(EntryRules rules, Gate gate, AccessCheck access, Consumer<String> onRefusal) {
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
      if (wrong.get().status() == 426) {
        WebSocketUpgrade.nameVersion(exchange);
      }
      return refuse(exchange, wrong.get().status(), "bad_upgrade", wrong.get().why());
    }
    var unruly = rules.check(exchange, roomId, ready);
    if (unruly.isPresent()) {
      if (unruly.get().mayRetry()) {
        sayWhenToComeBack(exchange);
      }
      return refuse(exchange, unruly.get().status(), unruly.get().tag(), unruly.get().why());
    }
    var full = gate.ask(client, System.nanoTime());
    if (full.isPresent()) {
      sayWhenToComeBack(exchange);
      String tag = full.get().name().toLowerCase(Locale.ROOT);
      return refuse(exchange, full.get().status(), tag, full.get().text());
    }
    // After the gate, so that guessing tokens counts as attempts to join.
    return switch (access.check(exchange, roomId)) {
      case TokenVerdict.NoneNeeded _ -> Optional.of(Entrance.of(roomId));
      case TokenVerdict.Good(String address) ->
          Optional.of(new Entrance(roomId, Optional.of(address)));
      case TokenVerdict.Wrong(var why) -> {
        exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, "Bearer");
        yield refuse(exchange, 401, why.tag(), why.text());
      }
    };
  }

  private static void sayWhenToComeBack(HttpServerExchange exchange) {
    exchange.getResponseHeaders().put(Headers.RETRY_AFTER, EntryRules.RETRY_AFTER_SECONDS);
  }

  private Optional<Entrance> refuse(
      HttpServerExchange exchange, int status, String tag, String why) {
    onRefusal.accept(tag);
    Answers.error(exchange, status, why);
    return Optional.empty();
  }
}
