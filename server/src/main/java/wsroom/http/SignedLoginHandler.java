package wsroom.http;

import io.undertow.server.HttpServerExchange;

/// Handles signed logins (ADR-180), which ask for a room's URI.
@FunctionalInterface
public interface SignedLoginHandler {

  /// Called on the connection's I/O thread.
  ///
  /// @param path as it was sent, without query
  /// @param roomId decoded and valid
  void login(HttpServerExchange exchange, String path, String roomId) throws Exception;
}
