package wsroom.websocket;

/// Takes a new connection and says who listens to it. Called on the connection's I/O thread.
@FunctionalInterface
public interface Acceptor {
  ConnectionListener accept(Connection connection);
}
