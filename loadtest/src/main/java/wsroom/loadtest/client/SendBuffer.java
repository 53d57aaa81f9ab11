package wsroom.loadtest.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Output of one connection that its socket has not taken. Confined to the connection's loop. Holds
/// no buffer while nothing is pending.
final class SendBuffer {
  private final Transport transport;
  private @Nullable ByteBuffer pending;

  /// @param first sent once the socket is connected
  SendBuffer(Transport transport, byte[] first) {
    this.transport = transport;
    this.pending = ByteBuffer.wrap(first);
  }

  int pendingBytes() {
    return pending == null ? 0 : pending.remaining();
  }

  boolean isEmpty() {
    return pending == null;
  }

  /// Writes as much as the socket takes, after pending output.
  ///
  /// @return false if a part remains pending
  boolean send(ByteBuffer out) throws IOException {
    if (pending == null) {
      transport.write(out);
      if (!out.hasRemaining() && transport.flush()) {
        return true;
      }
    }
    if (out.hasRemaining()) {
      ByteBuffer grown = ByteBuffer.allocate(pendingBytes() + out.remaining());
      if (pending != null) {
        grown.put(pending);
      }
      pending = grown.put(out).flip();
    }
    return false;
  }

  /// Writes pending output.
  ///
  /// @return true if the rest waits until the socket is writable
  boolean push() throws IOException {
    if (transport.flush() && pending != null) {
      transport.write(pending);
      if (!pending.hasRemaining()) {
        pending = null;
      }
    }
    return !transport.flush() || (pending != null && transport.accepts());
  }

  void discard() {
    pending = null;
  }
}
