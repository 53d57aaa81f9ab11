package wsroom.http;

import io.undertow.server.HttpServerExchange;

/// Takes the requests that ask for a room's URI by a signed login (ADR-180), and answers each.
@FunctionalInterface
public interface SignedLoginHandler {

  /// Called on the connection's I/O thread.
  ///
  /// @param path as it was sent, without query
  /// @param roomId decoded and allowed
  void login(HttpServerExchange exchange, String path, String roomId) throws Exception;
}
