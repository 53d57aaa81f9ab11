package wsroom.http.pages;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.ETag;
import io.undertow.util.ETagUtils;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.QValueParser;
import io.undertow.util.StatusCodes;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wsroom.http.RequestLog;
import wsroom.http.Responses;
import wsroom.http.Router;

/// Serves the browser pages, and passes all other requests on.
///
/// The files are read by the first request for one of them, on a worker thread; after that a page
/// costs a lookup and a write, on the connection's I/O thread.
///
/// Thread-safe.
public final class BrowserPages implements HttpHandler {
  private static final Logger log = LoggerFactory.getLogger(BrowserPages.class);

  private static final String FRONT = "/";
  private static final String PLAY = "/play/";
  private static final String ASSETS = "/web/";

  /// A page runs only the server's own scripts, connects only to this server, and is shown in no
  /// frame. With Trusted Types only the templates of lit-html may become markup.
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
          + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
          + "require-trusted-types-for 'script'; trusted-types lit-html";

  private static final HttpString CONTENT_SECURITY_POLICY =
      new HttpString("Content-Security-Policy");
  private static final HttpString NOSNIFF = new HttpString("X-Content-Type-Options");
  private static final HttpString REFERRER_POLICY = new HttpString("Referrer-Policy");
  private static final HttpString OPENER_POLICY = new HttpString("Cross-Origin-Opener-Policy");
  private static final HttpString RESOURCE_POLICY = new HttpString("Cross-Origin-Resource-Policy");

  /// The path of an asset contains a hash, so its content never changes.
  private static final String IMMUTABLE = "public, max-age=31536000, immutable";

  /// A page is revalidated each time, and not sent again while it is unchanged.
  private static final String REVALIDATE = "no-cache";

  private final HttpHandler next;
  private final PageFacts facts;
  private final RequestLog requests;
  private final Consumer<Error> onError;
  private volatile @Nullable PageFiles files;

  /// @param next handles all other requests
  /// @param onError handles an [Error], after which the process should end
  public BrowserPages(
      HttpHandler next, PageFacts facts, RequestLog requests, Consumer<Error> onError) {
    this.next = next;
    this.facts = facts;
    this.requests = requests;
    this.onError = onError;
  }

  /// A request for a page.
  ///
  /// @param route its name in the metrics
  private record Request(String route, String path) {}

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    Optional<Request> request = requestFor(Router.path(exchange));
    if (request.isEmpty()) {
      next.handleRequest(exchange);
      return;
    }
    count(exchange, request.get().route());
    PageFiles loaded = files;
    if (loaded == null) {
      exchange.dispatch(same -> guard(same, () -> serve(same, request.get(), load())));
    } else {
      guard(exchange, () -> serve(exchange, request.get(), loaded));
    }
  }

  /// The requested page, if it is one. Paths are compared as they were sent.
  private static Optional<Request> requestFor(String path) {
    if (path.equals(FRONT)) {
      return Optional.of(new Request(FRONT, path));
    }
    if (path.startsWith(ASSETS)) {
      return Optional.of(new Request("/web/:file", path));
    }
    return path.startsWith(PLAY) ? Optional.of(new Request("/play/:id", path)) : Optional.empty();
  }

  private synchronized PageFiles load() {
    PageFiles loaded = files;
    if (loaded == null) {
      loaded = PageFiles.load(facts);
      files = loaded;
    }
    return loaded;
  }

  private static void serve(HttpServerExchange exchange, Request request, PageFiles files) {
    HttpString method = exchange.getRequestMethod();
    if (!method.equals(Methods.GET) && !method.equals(Methods.HEAD)) {
      exchange.getResponseHeaders().put(Headers.ALLOW, "GET, HEAD");
      Responses.error(exchange, StatusCodes.METHOD_NOT_ALLOWED);
    } else if (request.path().startsWith(ASSETS)) {
      files
          .asset(request.path().substring(ASSETS.length()))
          .ifPresentOrElse(
              file -> send(exchange, file, IMMUTABLE),
              () -> Responses.error(exchange, StatusCodes.NOT_FOUND));
    } else if (request.path().equals(FRONT)) {
      send(exchange, files.front(), REVALIDATE);
    } else if (isOneSegment(request.path().substring(PLAY.length()))) {
      // The page itself checks whether the room id is valid, and tells the user.
      send(exchange, files.play(), REVALIDATE);
    } else {
      Responses.error(exchange, StatusCodes.NOT_FOUND);
    }
  }

  /// The page refers to its files one folder up, so its path must have exactly that depth.
  private static boolean isOneSegment(String text) {
    return !text.isEmpty() && text.indexOf('/') < 0;
  }

  private static void send(HttpServerExchange exchange, PageFile file, String caching) {
    var headers = exchange.getResponseHeaders();
    boolean zipped = takesGzip(exchange);
    // Another encoding is another representation, with its own tag.
    var tag = new ETag(false, zipped ? file.hash() + "-gzip" : file.hash());
    headers.put(CONTENT_SECURITY_POLICY, POLICY);
    headers.put(NOSNIFF, "nosniff");
    headers.put(REFERRER_POLICY, "no-referrer");
    headers.put(OPENER_POLICY, "same-origin");
    headers.put(RESOURCE_POLICY, "same-origin");
    headers.put(Headers.CACHE_CONTROL, caching);
    headers.put(Headers.VARY, "Accept-Encoding");
    headers.put(Headers.ETAG, tag.toString());
    if (!ETagUtils.handleIfNoneMatch(exchange, tag, true)) {
      exchange.setStatusCode(StatusCodes.NOT_MODIFIED);
      exchange.endExchange();
      return;
    }
    headers.put(Headers.CONTENT_TYPE, file.type());
    if (zipped) {
      headers.put(Headers.CONTENT_ENCODING, "gzip");
    }
    exchange.getResponseSender().send(zipped ? file.compressed() : file.plain());
  }

  private static boolean takesGzip(HttpServerExchange exchange) {
    List<String> accepted = exchange.getRequestHeaders().get(Headers.ACCEPT_ENCODING);
    return accepted != null
        && QValueParser.parse(accepted).stream()
            .flatMap(List::stream)
            .anyMatch(each -> each.getValue().equalsIgnoreCase("gzip") && !each.isQValueZero());
  }

  private void count(HttpServerExchange exchange, String route) {
    long start = System.nanoTime();
    String method = exchange.getRequestMethod().toString();
    exchange.addExchangeCompleteListener(
        (done, listeners) -> {
          try {
            requests.served(method, route, done.getStatusCode(), System.nanoTime() - start);
          } finally {
            listeners.proceed();
          }
        });
  }

  /// Answers 500 to a bug; an [Error] ends the process.
  private void guard(HttpServerExchange exchange, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException bug) {
      log.error("page request failed", bug);
      Responses.error(exchange, StatusCodes.INTERNAL_SERVER_ERROR);
    } catch (Error fatal) {
      onError.accept(fatal);
    }
  }
}
