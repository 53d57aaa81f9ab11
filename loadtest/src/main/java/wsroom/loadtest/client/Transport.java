package wsroom.loadtest.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// The byte stream of one connection, plain or TLS. Confined to the connection's loop.
interface Transport {
  /// Reads as `SocketChannel.read` does: -1 at the end of the stream.
  int read(ByteBuffer into) throws IOException;

  /// Whether a further read returns bytes although the socket itself has none.
  default boolean holdsMore() {
    return false;
  }

  /// Writes bytes; the rest waits until the socket is writable.
  void write(ByteBuffer from) throws IOException;

  /// Whether output is accepted. False while the TLS handshake must read first.
  default boolean accepts() {
    return true;
  }

  /// Writes buffered output. True if none is left.
  default boolean flush() throws IOException {
    return true;
  }

  /// A plain socket.
  record Plain(SocketChannel channel) implements Transport {
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
