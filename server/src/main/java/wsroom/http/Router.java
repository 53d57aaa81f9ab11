package wsroom.http;

import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wsroom.config.MonitoringConfig;

/// Routes requests by path. Paths are compared as they were sent, and decoded only where a room id
/// is parsed.
public final class Router implements HttpHandler {
  private static final Logger log = LoggerFactory.getLogger(Router.class);
  private static final Route NOT_FOUND = new Route("none", Methods.GET, Router::notFound);

  private final HttpContext context;
  private final Map<String, Route> pages;
  private final Optional<RoomRoutes> rooms;

  /// Routes to everything, for a server with one port.
  public Router(MonitoringConfig config, HttpContext context, AccessRoutes access) {
    this(
        context,
        Stream.of(publicPages(config, context, access), internalPages(config, context)),
        Optional.of(access));
  }

  private Router(
      HttpContext context, Stream<Map<String, Route>> pages, Optional<AccessRoutes> access) {
    this.context = context;
    this.pages =
        pages
            .flatMap(each -> each.entrySet().stream())
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    this.rooms = access.map(routes -> new RoomRoutes(context.rooms(), routes.logins()));
  }

  /// Routes to all but the internal pages, for the public port beside an internal one.
  public static Router ofPublicPort(
      MonitoringConfig config, HttpContext context, AccessRoutes access) {
    return new Router(
        context, Stream.of(publicPages(config, context, access)), Optional.of(access));
  }

  /// Routes to health and metrics only.
  public static Router ofInternalPort(MonitoringConfig config, HttpContext context) {
    return new Router(context, Stream.of(internalPages(config, context)), Optional.empty());
  }

  private static Map<String, Route> publicPages(
      MonitoringConfig config, HttpContext context, AccessRoutes access) {
    var status = new StatusPage(config, context.census(), context.furtherStatus(), context.clock());
    Map<String, Route> routes = new HashMap<>();
    access.about().ifPresent(page -> routes.put("/about", Route.get("/about", page)));
    routes.put("/status", Route.slowGet("/status", status));
    routes.put("/rooms/status", Route.slowGet("/rooms/status", status));
    return routes;
  }

  private static Map<String, Route> internalPages(MonitoringConfig config, HttpContext context) {
    var health = new HealthPages(context.health());
    var metrics = new MetricsPage(config.metricsToken(), context.scrape());
    return Map.of(
        "/health/live",
        Route.get("/health/live", health::live),
        "/health/ready",
        Route.get("/health/ready", health::ready),
        "/health/startup",
        Route.get("/health/startup", health::startup),
        config.metricsPath(),
        Route.slowGet("/metrics", metrics));
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    long start = System.nanoTime();
    var route = route(exchange);
    exchange.addExchangeCompleteListener(
        (done, next) -> record(done, next, route.name(), System.nanoTime() - start));
    try {
      if (route.equals(NOT_FOUND)) {
        // Whatever the method: there is nothing that another one could reach.
        notFound(exchange);
      } else {
        route.serve(exchange);
      }
    } catch (Exception bug) {
      log.error("request failed: {}", route.name(), bug);
      Responses.error(exchange, StatusCodes.INTERNAL_SERVER_ERROR);
    } catch (Error fatal) {
      context.onError().accept(fatal);
    }
  }

  private void record(
      HttpServerExchange exchange,
      ExchangeCompletionListener.NextListener next,
      String route,
      long nanos) {
    try {
      context
          .requests()
          .served(exchange.getRequestMethod().toString(), route, exchange.getStatusCode(), nanos);
    } finally {
      next.proceed();
    }
  }

  private Route route(HttpServerExchange exchange) {
    String path = path(exchange);
    var page = pages.get(path);
    // A room may be called "status", too: a request for an upgrade means the room.
    if (page != null
        && !(RoomRoutes.asksForWebSocket(exchange) && path.startsWith(RoomRoutes.ROOMS))) {
      return page;
    }
    return rooms.flatMap(routes -> routes.find(path)).orElse(NOT_FOUND);
  }

  /// The path without the query, still encoded.
  public static String path(HttpServerExchange exchange) {
    String uri = exchange.getRequestURI();
    if (!exchange.isHostIncludedInRequestURI()) {
      return uri;
    }
    // A proxy may send an absolute URI. Undertow's own path lacks the part after a `;`.
    int path = uri.indexOf('/', uri.indexOf("://") + "://".length());
    return path < 0 ? "/" : uri.substring(path);
  }

  private static void notFound(HttpServerExchange exchange) {
    Responses.error(exchange, StatusCodes.NOT_FOUND);
  }
}
