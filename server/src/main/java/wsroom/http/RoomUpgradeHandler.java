package wsroom.http;

import io.undertow.server.HttpServerExchange;

/// Takes the requests that ask for a WebSocket in a room. It answers each of them: with an upgrade,
/// or with a refusal through [Responses].
@FunctionalInterface
public interface RoomUpgradeHandler {

  /// Called on the connection's I/O thread.
  ///
  /// @param roomId decoded and allowed
  void enter(HttpServerExchange exchange, String roomId) throws Exception;
}
