package wsroom.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.HeaderValues;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.ChannelListener;
import org.xnio.StreamConnection;

/// Limits request heads, and answers larger ones with status 431 and a message.
///
/// Undertow itself would answer 400 without a message. So its own limit is higher, and the size is
/// counted before it ([HeadGuard]) and here, where the request is known.
///
/// Thread-safe.
final class RequestHeads {
  /// The limit for a request without a body, such as an upgrade.
  static final int MAX_BYTES = 8192;

  /// The limit for a POST. A contract wallet's signature of 4,096 bytes takes 8,194 characters in a
  /// header of a signed login; the rest of the auth chain and cookies are added to that.
  static final int MAX_POST_BYTES = 20_480;

  static final int MAX_HEADERS = 100;

  private static final Logger log = LoggerFactory.getLogger(RequestHeads.class);

  private final Duration firstRequest;
  private final RequestLog requests;

  /// @param firstRequest the timeout from a connection's opening to its first request
  /// @param requests records heads that were too large
  RequestHeads(Duration firstRequest, RequestLog requests) {
    this.firstRequest = firstRequest;
    this.requests = requests;
  }

  /// Installs a guard on each connection, and passes it on.
  ChannelListener<StreamConnection> guarding(ChannelListener<? super StreamConnection> http) {
    return connection -> {
      HeadGuard.install(connection, firstRequest, MAX_POST_BYTES, () -> recordTooLarge(connection));
      http.handleEvent(connection);
    };
  }

  private void recordTooLarge(StreamConnection connection) {
    requests.served("other", "none", StatusCodes.REQUEST_HEADER_FIELDS_TOO_LARGE, 0);
    warn("larger than " + MAX_POST_BYTES + " bytes", ProxyHeaders.host(connection));
  }

  /// Passes on requests whose head is within the limits.
  HttpHandler before(HttpHandler next) {
    return exchange -> {
      if (exchange.getConnection() instanceof HttpServerConnection connection
          && connection.getOriginalSourceConduit() instanceof HeadGuard guard) {
        guard.onRequest();
        exchange.addExchangeCompleteListener(
            (done, further) -> {
              guard.onComplete(done.isUpgrade());
              further.proceed();
            });
      }
      int limit = exchange.getRequestMethod().equals(Methods.POST) ? MAX_POST_BYTES : MAX_BYTES;
      if (headers(exchange) > MAX_HEADERS) {
        reject(exchange, "of more than " + MAX_HEADERS + " headers");
      } else if (bytes(exchange) > limit) {
        reject(exchange, "larger than " + limit + " bytes");
      } else {
        next.handleRequest(exchange);
      }
    };
  }

  private void reject(HttpServerExchange exchange, String what) {
    int status = StatusCodes.REQUEST_HEADER_FIELDS_TOO_LARGE;
    requests.served(exchange.getRequestMethod().toString(), "none", status, 0);
    warn(what, exchange.getSourceAddress().getAddress().getHostAddress());
    exchange.setPersistent(false);
    Responses.error(exchange, status, text(what));
  }

  private static void warn(String what, String from) {
    log.warn("request from {} rejected: its head is {}", from, what);
  }

  static String text(String what) {
    return "the request's head is " + what + ": send fewer or smaller cookies and headers";
  }

  private static int headers(HttpServerExchange exchange) {
    int count = 0;
    for (HeaderValues values : exchange.getRequestHeaders()) {
      count += values.size();
    }
    return count;
  }

  /// The approximate size of the head.
  private static int bytes(HttpServerExchange exchange) {
    int bytes =
        exchange.getRequestMethod().length()
            + exchange.getRequestURI().length()
            + exchange.getQueryString().length()
            + "  HTTP/1.1\r\n\r\n".length();
    for (HeaderValues values : exchange.getRequestHeaders()) {
      for (String value : values) {
        bytes += values.getHeaderName().length() + value.length() + ": \r\n".length();
      }
    }
    return bytes;
  }
}
