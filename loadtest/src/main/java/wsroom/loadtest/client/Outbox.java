package wsroom.loadtest.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// What one connection has to send and its socket did not take yet. Confined to the connection's
/// loop. Holds no buffer while nothing waits.
final class Outbox {
  private final Wire wire;
  private @Nullable ByteBuffer waiting;

  /// @param first what to send as soon as the socket is connected
  Outbox(Wire wire, byte[] first) {
    this.wire = wire;
    this.waiting = ByteBuffer.wrap(first);
  }

  int waitingBytes() {
    return waiting == null ? 0 : waiting.remaining();
  }

  boolean isEmpty() {
    return waiting == null;
  }

  /// Sends at once what the socket takes, after what waits already.
  ///
  /// @return false if something has to wait for the socket
  boolean send(ByteBuffer out) throws IOException {
    if (waiting == null) {
      wire.write(out);
      if (!out.hasRemaining() && wire.flush()) {
        return true;
      }
    }
    if (out.hasRemaining()) {
      ByteBuffer grown = ByteBuffer.allocate(waitingBytes() + out.remaining());
      if (waiting != null) {
        grown.put(waiting);
      }
      waiting = grown.put(out).flip();
    }
    return false;
  }

  /// Sends what the socket takes of what waits.
  ///
  /// @return true if the rest has to wait until the socket is writable
  boolean push() throws IOException {
    if (wire.flush() && waiting != null) {
      wire.write(waiting);
      if (!waiting.hasRemaining()) {
        waiting = null;
      }
    }
    return !wire.flush() || (waiting != null && wire.accepts());
  }

  void discard() {
    waiting = null;
  }
}
