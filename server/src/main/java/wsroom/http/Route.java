package wsroom.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A route: its name in the metrics, its method and its handler. A GET route also answers HEAD, and
/// every route answers OPTIONS, which browsers send first.
record Route(String name, HttpString method, HttpHandler page) {
  private static final HttpString ALLOW_METHODS = new HttpString("Access-Control-Allow-Methods");
  private static final HttpString ALLOW_HEADERS = new HttpString("Access-Control-Allow-Headers");
  private static final HttpString MAX_AGE = new HttpString("Access-Control-Max-Age");
  /// Some browsers need the names of the headers of a signed request beside the wildcard.
  private static final String SIGNED_HEADERS =
      "*, Authorization, Content-Type, X-Identity-Timestamp, X-Identity-Metadata, "
          + IntStream.range(0, 10)
              .mapToObj(i -> "X-Identity-Auth-Chain-" + i)
              .collect(Collectors.joining(", "));

  private static final String A_DAY_IN_SECONDS = "86400";

  static Route get(String name, HttpHandler page) {
    return new Route(name, Methods.GET, page);
  }

  static Route post(String name, HttpHandler page) {
    return new Route(name, Methods.POST, page);
  }

  /// For pages that take long to make, and must not block an I/O thread.
  static Route slowGet(String name, HttpHandler page) {
    return get(name, exchange -> exchange.dispatch(page));
  }

  void serve(HttpServerExchange exchange) throws Exception {
    var requested = exchange.getRequestMethod();
    if (requested.equals(method)
        || (requested.equals(Methods.HEAD) && method.equals(Methods.GET))) {
      page.handleRequest(exchange);
    } else if (requested.equals(Methods.OPTIONS)) {
      sendAllowedMethods(exchange);
    } else {
      exchange.getResponseHeaders().put(Headers.ALLOW, methods());
      Responses.error(exchange, StatusCodes.METHOD_NOT_ALLOWED);
    }
  }

  private void sendAllowedMethods(HttpServerExchange exchange) {
    Responses.allowAnyOrigin(exchange);
    exchange.getResponseHeaders().put(Headers.ALLOW, methods());
    exchange.getResponseHeaders().put(ALLOW_METHODS, methods());
    exchange
        .getResponseHeaders()
        .put(ALLOW_HEADERS, method.equals(Methods.POST) ? SIGNED_HEADERS : "*, Authorization");
    exchange.getResponseHeaders().put(MAX_AGE, A_DAY_IN_SECONDS);
    exchange.setStatusCode(StatusCodes.NO_CONTENT);
    exchange.endExchange();
  }

  private String methods() {
    return Stream.of(Methods.GET, Methods.HEAD, Methods.POST, Methods.OPTIONS)
        .filter(
            each ->
                each.equals(method)
                    || each.equals(Methods.OPTIONS)
                    || (each.equals(Methods.HEAD) && method.equals(Methods.GET)))
        .map(HttpString::toString)
        .collect(Collectors.joining(", "));
  }
}
