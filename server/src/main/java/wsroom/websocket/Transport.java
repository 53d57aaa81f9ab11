package wsroom.websocket;

import java.io.IOException;
import java.nio.ByteBuffer;

/// The byte stream below a WebSocket connection: a socket, with TLS or without. No method blocks.
///
/// A port: the implementation is XNIO's; that of the tests takes as many bytes as a test allows.
public interface Transport {

  /// Reads available bytes. Returns their number, 0 if there are none now, -1 at the end of the
  /// stream.
  int read(ByteBuffer target) throws IOException;

  /// Writes what the socket takes of the buffers from `sources[0]` to `sources[count - 1]`, and
  /// returns the number of bytes written.
  long write(ByteBuffer[] sources, int count) throws IOException;

  /// Flushes the TLS layer. Returns whether it holds no more bytes.
  boolean flush() throws IOException;

  /// Enables or disables notification of readable bytes. Enabling it notifies at least once,
  /// because bytes may have arrived meanwhile.
  void notifyWhenReadable(boolean wanted);

  /// Enables or disables notification that the socket is writable.
  void notifyWhenWritable(boolean wanted);

  /// Ends the outgoing direction of the stream; the other may still be read.
  void shutdownWrites() throws IOException;

  /// Closes the stream at once.
  void close();
}
