package wsroom.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.util.Locale;
import java.util.Optional;

/// The routes whose path contains a room id: upgrades and signed logins.
final class RoomRoutes {
  static final String ROOMS = "/rooms/";

  /// The path that the SDK's preview uses.
  private static final String MINI_COMMS = "/mini-comms/";

  /// The path of signed logins that worlds servers use, too.
  private static final String LOGIN = "/get-comms-adapter/";

  /// The suffix of a room's path for its signed logins.
  private static final String COMMS = "/comms";

  private final RoomUpgradeHandler upgrades;
  private final SignedLoginHandler logins;

  private final Route rooms = Route.get("/rooms/:id", exchange -> upgrade(exchange, ROOMS));
  private final Route miniComms =
      Route.get("/mini-comms/:id", exchange -> upgrade(exchange, MINI_COMMS));
  private final Route plainLogins =
      Route.post(
          LOGIN + ":id",
          exchange -> login(exchange, Router.path(exchange).substring(LOGIN.length())));
  private final Route roomLogins =
      Route.post(ROOMS + ":id" + COMMS, exchange -> login(exchange, roomOf(Router.path(exchange))));

  RoomRoutes(RoomUpgradeHandler upgrades, SignedLoginHandler logins) {
    this.upgrades = upgrades;
    this.logins = logins;
  }

  Optional<Route> find(String path) {
    if (path.startsWith(LOGIN)) {
      return Optional.of(plainLogins);
    }
    if (path.startsWith(ROOMS)) {
      boolean isLogin = path.endsWith(COMMS) && path.length() > ROOMS.length() + COMMS.length();
      return Optional.of(isLogin ? roomLogins : rooms);
    }
    return path.startsWith(MINI_COMMS) ? Optional.of(miniComms) : Optional.empty();
  }

  private void upgrade(HttpServerExchange exchange, String prefix) throws Exception {
    switch (RoomIdParser.parse(Router.path(exchange).substring(prefix.length()))) {
      case RoomIdParser.Invalid invalid ->
          Responses.error(exchange, StatusCodes.BAD_REQUEST, invalid.why());
      case RoomIdParser.Room room when asksForWebSocket(exchange) ->
          upgrades.upgrade(exchange, room.id());
      case RoomIdParser.Room room -> {
        exchange.getResponseHeaders().put(Headers.UPGRADE, "websocket");
        Responses.error(exchange, StatusCodes.UPGRADE_REQUIRED, "WebSocket upgrade required");
      }
    }
  }

  private void login(HttpServerExchange exchange, String segment) throws Exception {
    switch (RoomIdParser.parse(segment)) {
      case RoomIdParser.Invalid invalid ->
          Responses.error(exchange, StatusCodes.BAD_REQUEST, invalid.why());
      case RoomIdParser.Room room -> logins.login(exchange, Router.path(exchange), room.id());
    }
  }

  private static String roomOf(String path) {
    return path.substring(ROOMS.length(), path.length() - COMMS.length());
  }

  static boolean asksForWebSocket(HttpServerExchange exchange) {
    String upgrade = exchange.getRequestHeaders().getFirst(Headers.UPGRADE);
    return upgrade != null && upgrade.toLowerCase(Locale.ROOT).contains("websocket");
  }
}
