package wsroom.websocket;

import java.io.IOException;
import java.nio.ByteBuffer;

/// The byte stream below a WebSocket connection: a socket, with TLS or without. Nothing here
/// blocks.
///
/// A port: the real one is XNIO's, that of the tests takes as many bytes as it is told to.
public interface Transport {

  /// Reads what there is. Returns the number of bytes, 0 if there are none now, -1 at the end.
  int read(ByteBuffer target) throws IOException;

  /// Writes what the socket takes of the buffers from `sources[0]` to `sources[count - 1]`, and
  /// returns how many bytes that was.
  long write(ByteBuffer[] sources, int count) throws IOException;

  /// Pushes out what a TLS layer still holds. Returns whether nothing is left.
  boolean flush() throws IOException;

  /// Asks to be told, or not to be told, when there is something to read. When asked again after a
  /// pause, tells once at least, for what came meanwhile.
  void notifyWhenReadable(boolean wanted);

  /// Asks to be told, or not to be told, when the socket takes bytes again.
  void notifyWhenWritable(boolean wanted);

  /// Ends this side of the stream; the other may still be read.
  void shutdownWrites() throws IOException;

  /// Drops the stream at once.
  void close();
}
