package wsroom.admin;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import wsroom.events.EventFeed;
import wsroom.events.EventLog;
import wsroom.events.Subscription;
import wsroom.http.Responses;
import wsroom.websocket.undertow.WebSocketUpgrade;
import wsroom.websocket.undertow.XnioThreads;

/// Opens the feeds of event consumers whose token has been checked already: upgrades to WebSockets,
/// and Server-Sent Events.
final class EventUpgradeHandler {
  static final String PATH = "/events";

  /// The subprotocol that a client may offer, and that a page must offer beside its token.
  static final String SUBPROTOCOL = "ws-room-events";

  /// Consumers must not send messages, so that the maximum is small.
  private static final int MAX_MESSAGE_BYTES = 1024;

  private static final long RETRY_AFTER_SECONDS = 5;

  /// As often as the consumers of a WebSocket are pinged.
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  private final EventLog log;
  private final EventFeed feed;
  private final WebSocketUpgrade upgrade;
  private final EventSourceHandler serverSent;

  EventUpgradeHandler(
      EventLog log,
      EventFeed feed,
      XnioThreads threads,
      int backlogLimitBytes,
      Consumer<Error> onError) {
    this.log = log;
    this.feed = feed;
    this.serverSent = new EventSourceHandler(log, feed, HEARTBEAT);
    this.upgrade =
        new WebSocketUpgrade(
            threads, List.of(SUBPROTOCOL), MAX_MESSAGE_BYTES, backlogLimitBytes, onError);
  }

  /// Called on the connection's I/O thread.
  void handle(HttpServerExchange exchange, Operator operator) {
    boolean isServerSent = EventSourceHandler.isAskedFor(exchange);
    if (!isServerSent && !isUpgrade(exchange)) {
      return;
    }
    EventQuery query;
    long after;
    try {
      query = EventQuery.of(exchange);
      after = isServerSent ? lastEventId(exchange, query) : query.after().orElse(log.last());
    } catch (InvalidRequestException e) {
      Responses.error(exchange, 400, e.why());
      return;
    }
    Optional<String> missing = query.missingFrom(operator.scope());
    if (missing.isPresent()) {
      Responses.error(exchange, StatusCodes.FORBIDDEN, missing.get());
      return;
    }
    if (!feed.hasCapacity()) {
      exchange.getResponseHeaders().put(Headers.RETRY_AFTER, RETRY_AFTER_SECONDS);
      Responses.error(exchange, 503, "too many event consumers");
      return;
    }
    Subscription subscription =
        new Subscription(
            query.filter().within(operator.scope()),
            after,
            operator.expires().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE));
    if (isServerSent) {
      serverSent.open(exchange, subscription);
    } else {
      upgrade.accept(
          exchange, operator.address(), connection -> feed.open(connection, subscription));
    }
  }

  /// Whether the request is a valid one for an upgrade. If not, it has been answered.
  private static boolean isUpgrade(HttpServerExchange exchange) {
    var problem = WebSocketUpgrade.check(exchange);
    if (problem.isEmpty()) {
      return true;
    }
    String why =
        problem.get().status() == StatusCodes.UPGRADE_REQUIRED
            ? "WebSocket upgrade required, or Accept: text/event-stream"
            : problem.get().why();
    Responses.error(exchange, problem.get().status(), why);
    return false;
  }

  /// The sequence after which a consumer continues. The header of a reconnect comes before the
  /// query, which stays as it was at first.
  private long lastEventId(HttpServerExchange exchange, EventQuery query)
      throws InvalidRequestException {
    String id = exchange.getRequestHeaders().getLast(EventSourceHandler.LAST_EVENT_ID);
    if (id == null || id.isEmpty()) {
      return query.after().orElse(log.last());
    }
    return new EventId(feed.source())
        .sequence(id)
        .orElseThrow(() -> new InvalidRequestException("Last-Event-ID must be the id of an event"));
  }
}
