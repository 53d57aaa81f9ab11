package wsroom.admin;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.util.List;
import java.util.function.Consumer;
import wsroom.events.EventFeed;
import wsroom.events.EventLog;
import wsroom.http.Responses;
import wsroom.websocket.undertow.WebSocketUpgrade;
import wsroom.websocket.undertow.XnioThreads;

/// Upgrades those who want to hear events. They have shown a token already.
final class EventUpgradeHandler {
  static final String PATH = "/events";

  /// What a client may offer as its subprotocol, and a page must beside its token.
  static final String SUBPROTOCOL = "ws-room-events";

  /// Nothing is taken from a consumer, so that a longer message is no better than a short one.
  private static final int MAX_MESSAGE_BYTES = 1024;

  private static final long RETRY_AFTER_SECONDS = 5;

  private final EventLog log;
  private final EventFeed feed;
  private final WebSocketUpgrade upgrade;

  EventUpgradeHandler(
      EventLog log,
      EventFeed feed,
      XnioThreads threads,
      int backlogLimitBytes,
      Consumer<Error> onError) {
    this.log = log;
    this.feed = feed;
    this.upgrade =
        new WebSocketUpgrade(
            threads, List.of(SUBPROTOCOL), MAX_MESSAGE_BYTES, backlogLimitBytes, onError);
  }

  /// On the connection's I/O thread.
  void enter(HttpServerExchange exchange, Operator operator) {
    var wrong = WebSocketUpgrade.check(exchange);
    if (wrong.isPresent()) {
      Responses.error(exchange, wrong.get().status(), wrong.get().why());
      return;
    }
    EventQuery query;
    try {
      query = EventQuery.of(exchange);
    } catch (InvalidRequestException e) {
      Responses.error(exchange, 400, e.why());
      return;
    }
    if (!feed.hasPlace()) {
      exchange.getResponseHeaders().put(Headers.RETRY_AFTER, RETRY_AFTER_SECONDS);
      Responses.error(exchange, 503, "too many hear the events already");
      return;
    }
    long after = query.after().orElse(log.last());
    upgrade.accept(
        exchange, operator.address(), connection -> feed.open(connection, query.filter(), after));
  }
}
