package wsroom.websocket;

/// Accepts a new connection and returns its listener. Called on the connection's I/O thread, before
/// the connection can send or close: the listener begins in [ConnectionListener#onOpen].
@FunctionalInterface
public interface Acceptor {
  ConnectionListener accept(Connection connection);
}
