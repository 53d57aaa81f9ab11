package wsroom.http;

import io.undertow.server.HttpServerExchange;

/// Handles requests for a WebSocket in a room: upgrades each of them, or sends an error through
/// [Responses].
@FunctionalInterface
public interface RoomUpgradeHandler {

  /// Called on the connection's I/O thread.
  ///
  /// @param roomId decoded and valid
  void upgrade(HttpServerExchange exchange, String roomId) throws Exception;
}
