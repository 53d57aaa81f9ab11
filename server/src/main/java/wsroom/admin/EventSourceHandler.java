package wsroom.admin;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.sse.ServerSentEventHandler;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wsroom.events.EventFeed;
import wsroom.events.EventLog;
import wsroom.events.Subscription;
import wsroom.http.Responses;
import wsroom.websocket.undertow.HttpConnectionLimit;

/// Opens streams of Server-Sent Events for consumers whose request has been checked.
final class EventSourceHandler {
  static final HttpString LAST_EVENT_ID = new HttpString("Last-Event-ID");
  private static final Logger logger = LoggerFactory.getLogger(EventSourceHandler.class);
  private static final String MEDIA_TYPE = "text/event-stream";

  /// Tells nginx to pass each event on at once.
  private static final HttpString ACCEL_BUFFERING = new HttpString("X-Accel-Buffering");

  private final EventLog log;
  private final EventFeed feed;
  private final Duration heartbeat;

  /// @param heartbeat the time between two signs of life; a consumer that takes nothing for twice
  /// as
  ///     long is disconnected
  EventSourceHandler(EventLog log, EventFeed feed, Duration heartbeat) {
    this.log = log;
    this.feed = feed;
    this.heartbeat = heartbeat;
  }

  /// Whether a request asks for Server-Sent Events.
  static boolean isAskedFor(HttpServerExchange exchange) {
    HeaderValues accepted = exchange.getRequestHeaders().get(Headers.ACCEPT);
    return accepted != null
        && !exchange.getRequestHeaders().contains(Headers.UPGRADE)
        && accepted.stream().anyMatch(line -> line.toLowerCase(Locale.ROOT).contains(MEDIA_TYPE));
  }

  /// Whether the response is such a stream.
  static boolean isStream(HttpServerExchange exchange) {
    String type = exchange.getResponseHeaders().getFirst(Headers.CONTENT_TYPE);
    return type != null && type.startsWith(MEDIA_TYPE);
  }

  /// Called on the connection's I/O thread.
  void open(HttpServerExchange exchange, Subscription subscription) {
    Responses.allowAnyOrigin(exchange);
    exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
    exchange.getResponseHeaders().put(ACCEL_BUFFERING, "no");
    HttpConnectionLimit.exempt(exchange);
    var handler =
        new ServerSentEventHandler(
            (connection, _) -> {
              if (feed.hasCapacity()) {
                new EventSourceConsumer(
                        feed, log, connection, exchange.getIoThread(), subscription, heartbeat)
                    .open();
              } else {
                connection.shutdown();
              }
            });
    try {
      handler.handleRequest(exchange);
    } catch (Exception e) {
      logger.error("event stream failed to open", e);
      exchange.endExchange();
    }
  }
}
