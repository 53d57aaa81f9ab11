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

/// Finds out what a request is for. Paths are compared as they were sent, and decoded only where a
/// room's id is read.
public final class Router implements HttpHandler {
  private static final Logger log = LoggerFactory.getLogger(Router.class);
  private static final String ROOMS = "/rooms/";

  /// The path that the SDK's preview uses.
  private static final String MINI_COMMS = "/mini-comms/";

  /// Where worlds servers take signed logins, too.
  private static final String LOGIN = "/get-comms-adapter/";

  /// Below a room: where its signed logins are taken.
  private static final String COMMS = "/comms";

  private static final Route NOTHING = new Route("none", Methods.GET, Router::notFound);

  private final HttpContext ports;
  private final Map<String, Route> pages;
  private final Route rooms = Route.get("/rooms/:id", exchange -> enter(exchange, ROOMS));
  private final Route miniComms =
      Route.get("/mini-comms/:id", exchange -> enter(exchange, MINI_COMMS));

  private final Route logins;
  private final Route roomLogins;

  public Router(MonitoringConfig config, HttpContext ports, AccessRoutes waysIn) {
    this.ports = ports;
    this.logins =
        Route.post(
            LOGIN + ":id",
            exchange -> login(waysIn, exchange, path(exchange).substring(LOGIN.length())));
    this.roomLogins =
        Route.post(
            ROOMS + ":id" + COMMS, exchange -> login(waysIn, exchange, roomOf(path(exchange))));
    var status = new StatusPage(config, ports.census(), ports.furtherStatus(), ports.clock());
    var health = new HealthPages(ports.health());
    var metrics = new MetricsPage(config.metricsToken(), ports.scrape());
    Map<String, Route> routes = new HashMap<>();
    waysIn.about().ifPresent(page -> routes.put("/about", Route.get("/about", page)));
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
        (done, next) -> tell(done, next, route.name(), System.nanoTime() - start));
    try {
      route.serve(exchange);
    } catch (Exception bug) {
      log.error("{} failed", route.name(), bug);
      Responses.error(exchange, StatusCodes.INTERNAL_SERVER_ERROR);
    } catch (Error fatal) {
      ports.onError().accept(fatal);
    }
  }

  private void tell(
      HttpServerExchange exchange,
      ExchangeCompletionListener.NextListener next,
      String route,
      long nanos) {
    try {
      ports
          .requests()
          .served(exchange.getRequestMethod().toString(), route, exchange.getStatusCode(), nanos);
    } finally {
      next.proceed();
    }
  }

  private Route route(HttpServerExchange exchange) {
    String path = path(exchange);
    var page = pages.get(path);
    // A room may be called "status", too: who asks for a WebSocket wants the room.
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
    return path.startsWith(MINI_COMMS) ? miniComms : NOTHING;
  }

  private void enter(HttpServerExchange exchange, String prefix) throws Exception {
    switch (RoomIdParser.parse(path(exchange).substring(prefix.length()))) {
      case RoomIdParser.Wrong wrong ->
          Responses.error(exchange, StatusCodes.BAD_REQUEST, wrong.why());
      case RoomIdParser.Room room when asksForWebSocket(exchange) ->
          ports.permit().enter(exchange, room.id());
      case RoomIdParser.Room room -> {
        exchange.getResponseHeaders().put(Headers.UPGRADE, "websocket");
        Responses.error(
            exchange, StatusCodes.UPGRADE_REQUIRED, "This is a room: enter it with a WebSocket");
      }
    }
  }

  private static void login(AccessRoutes waysIn, HttpServerExchange exchange, String segment)
      throws Exception {
    switch (RoomIdParser.parse(segment)) {
      case RoomIdParser.Wrong wrong ->
          Responses.error(exchange, StatusCodes.BAD_REQUEST, wrong.why());
      case RoomIdParser.Room room -> waysIn.logins().login(exchange, path(exchange), room.id());
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
    // A proxy may send the whole URI. What Undertow makes of its path lacks what follows a `;`.
    int path = uri.indexOf('/', uri.indexOf("://") + "://".length());
    return path < 0 ? "/" : uri.substring(path);
  }

  private static void notFound(HttpServerExchange exchange) {
    Responses.error(exchange, StatusCodes.NOT_FOUND);
  }
}
