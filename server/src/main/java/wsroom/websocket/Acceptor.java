package wsroom.websocket;

/// Takes a new connection and says who listens to it. Called on the connection's I/O thread, before
/// the connection can send or be closed: the listener begins in [ConnectionListener#onOpen].
@FunctionalInterface
public interface Acceptor {
  ConnectionListener accept(Connection connection);
}
