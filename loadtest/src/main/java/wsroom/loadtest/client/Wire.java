package wsroom.loadtest.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// The bytes of one connection, in the clear or through TLS. Confined to the connection's loop.
interface Wire {
  /// As `SocketChannel.read`: -1 at the end of the stream.
  int read(ByteBuffer into) throws IOException;

  /// True if a further read gives bytes although the socket itself has none.
  default boolean holdsMore() {
    return false;
  }

  /// Takes bytes to send; those that it leaves wait for the socket to become writable.
  void write(ByteBuffer from) throws IOException;

  /// False as long as bytes to send have to wait for something to be read first.
  default boolean accepts() {
    return true;
  }

  /// Sends what waits inside. True if nothing is left of it.
  default boolean flush() throws IOException {
    return true;
  }

  /// The socket as it is.
  record Plain(SocketChannel channel) implements Wire {
    @Override
    public int read(ByteBuffer into) throws IOException {
      return channel.read(into);
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
      channel.write(from);
    }
  }
}
