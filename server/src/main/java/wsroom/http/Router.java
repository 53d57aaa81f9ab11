package wsroom.http;

import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wsroom.config.MonitoringConfig;

/// Routes requests by path. Paths are compared as they were sent, and decoded only where a room id
/// is parsed.
public final class Router implements HttpHandler {
  private static final Logger log = LoggerFactory.getLogger(Router.class);
  private static final String ROOMS = "/rooms/";

  /// The path that the SDK's preview uses.
  private static final String MINI_COMMS = "/mini-comms/";

  /// The path of signed logins that worlds servers use, too.
  private static final String LOGIN = "/get-comms-adapter/";

  /// The suffix of a room's path for its signed logins.
  private static final String COMMS = "/comms";

  private static final Route NOT_FOUND = new Route("none", Methods.GET, Router::notFound);

  private final HttpContext context;
  private final Map<String, Route> pages;
  private final Route rooms = Route.get("/rooms/:id", exchange -> upgrade(exchange, ROOMS));
  private final Route miniComms =
      Route.get("/mini-comms/:id", exchange -> upgrade(exchange, MINI_COMMS));

  private final Route logins;
  private final Route roomLogins;

  public Router(MonitoringConfig config, HttpContext context, AccessRoutes access) {
    this.context = context;
    this.logins =
        Route.post(
            LOGIN + ":id",
            exchange -> login(access, exchange, path(exchange).substring(LOGIN.length())));
    this.roomLogins =
        Route.post(
            ROOMS + ":id" + COMMS, exchange -> login(access, exchange, roomOf(path(exchange))));
    var status = new StatusPage(config, context.census(), context.furtherStatus(), context.clock());
    var health = new HealthPages(context.health());
    var metrics = new MetricsPage(config.metricsToken(), context.scrape());
    Map<String, Route> routes = new HashMap<>();
    access.about().ifPresent(page -> routes.put("/about", Route.get("/about", page)));
    routes.putAll(
        Map.of(
            "/status",
            Route.slowGet("/status", status),
            "/rooms/status",
            Route.slowGet("/rooms/status", status),
            "/health/live",
            Route.get("/health/live", health::live),
            "/health/ready",
            Route.get("/health/ready", health::ready),
            "/health/startup",
            Route.get("/health/startup", health::startup),
            config.metricsPath(),
            Route.slowGet("/metrics", metrics)));
    this.pages = Map.copyOf(routes);
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    long start = System.nanoTime();
    var route = route(exchange);
    exchange.addExchangeCompleteListener(
        (done, next) -> record(done, next, route.name(), System.nanoTime() - start));
    try {
      route.serve(exchange);
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
    if (page != null && !(asksForWebSocket(exchange) && path.startsWith(ROOMS))) {
      return page;
    }
    if (path.startsWith(LOGIN)) {
      return logins;
    }
    if (path.startsWith(ROOMS)) {
      return path.endsWith(COMMS) && path.length() > ROOMS.length() + COMMS.length()
          ? roomLogins
          : rooms;
    }
    return path.startsWith(MINI_COMMS) ? miniComms : NOT_FOUND;
  }

  private void upgrade(HttpServerExchange exchange, String prefix) throws Exception {
    switch (RoomIdParser.parse(path(exchange).substring(prefix.length()))) {
      case RoomIdParser.Invalid invalid ->
          Responses.error(exchange, StatusCodes.BAD_REQUEST, invalid.why());
      case RoomIdParser.Room room when asksForWebSocket(exchange) ->
          context.rooms().upgrade(exchange, room.id());
      case RoomIdParser.Room room -> {
        exchange.getResponseHeaders().put(Headers.UPGRADE, "websocket");
        Responses.error(exchange, StatusCodes.UPGRADE_REQUIRED, "WebSocket upgrade required");
      }
    }
  }

  private static void login(AccessRoutes access, HttpServerExchange exchange, String segment)
      throws Exception {
    switch (RoomIdParser.parse(segment)) {
      case RoomIdParser.Invalid invalid ->
          Responses.error(exchange, StatusCodes.BAD_REQUEST, invalid.why());
      case RoomIdParser.Room room -> access.logins().login(exchange, path(exchange), room.id());
    }
  }

  private static String roomOf(String path) {
    return path.substring(ROOMS.length(), path.length() - COMMS.length());
  }

  private static boolean asksForWebSocket(HttpServerExchange exchange) {
    String upgrade = exchange.getRequestHeaders().getFirst(Headers.UPGRADE);
    return upgrade != null && upgrade.toLowerCase(Locale.ROOT).contains("websocket");
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
