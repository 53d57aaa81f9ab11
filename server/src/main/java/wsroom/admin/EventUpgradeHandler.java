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

/// Upgrades event consumers, whose token has been checked already.
final class EventUpgradeHandler {
  static final String PATH = "/events";

  /// The subprotocol that a client may offer, and that a page must offer beside its token.
  static final String SUBPROTOCOL = "ws-room-events";

  /// Consumers must not send messages, so that the maximum is small.
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

  /// Called on the connection's I/O thread.
  void handle(HttpServerExchange exchange, Operator operator) {
    var problem = WebSocketUpgrade.check(exchange);
    if (problem.isPresent()) {
      Responses.error(exchange, problem.get().status(), problem.get().why());
      return;
    }
    EventQuery query;
    try {
      query = EventQuery.of(exchange);
    } catch (InvalidRequestException e) {
      Responses.error(exchange, 400, e.why());
      return;
    }
    if (!feed.hasCapacity()) {
      exchange.getResponseHeaders().put(Headers.RETRY_AFTER, RETRY_AFTER_SECONDS);
      Responses.error(exchange, 503, "too many event consumers");
      return;
    }
    long after = query.after().orElse(log.last());
    upgrade.accept(
        exchange, operator.address(), connection -> feed.open(connection, query.filter(), after));
  }
}
