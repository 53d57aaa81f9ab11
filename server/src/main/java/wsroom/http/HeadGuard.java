package wsroom.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.StreamSourceConduit;

/// Limits the size of request heads, by counting the bytes read before a request begins, and closes
/// connections whose first request does not arrive in time. Later requests may take longer: a proxy
/// keeps connections for its next client.
///
/// A head that is too large is answered here, since it never becomes a request. Further bytes are
/// then read and discarded for [#LINGER]: a close with unread bytes would send a reset, which can
/// destroy the response.
///
/// Confined to the connection's I/O thread, except [#onComplete], before which that thread does not
/// read again.
final class HeadGuard extends AbstractStreamSourceConduit<StreamSourceConduit> {
  private static final Logger log = LoggerFactory.getLogger(HeadGuard.class);
  private static final Duration LINGER = Duration.ofMillis(500);
  private static final int MAX_DISCARDED_BYTES = 1 << 20;

  private final StreamConnection connection;
  private final StreamSinkConduit sink;
  private final int maxHeadBytes;
  private final Runnable onTooLarge;
  private final XnioExecutor.Key firstRequest;
  private volatile boolean isInRequest;
  private volatile int headBytes;
  private boolean isRejected;
  private int discardedBytes;

  private HeadGuard(
      StreamConnection connection, Duration firstRequest, int maxHeadBytes, Runnable onTooLarge) {
    super(connection.getSourceChannel().getConduit());
    this.connection = connection;
    this.sink = connection.getSinkChannel().getConduit();
    this.maxHeadBytes = maxHeadBytes;
    this.onTooLarge = onTooLarge;
    this.firstRequest =
        connection
            .getIoThread()
            .executeAfter(this::close, firstRequest.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Installs a guard on a connection, before HTTP reads from it.
  ///
  /// @param firstRequest the timeout until the first request has arrived
  /// @param onTooLarge called when a head is too large
  static void install(
      StreamConnection connection, Duration firstRequest, int maxHeadBytes, Runnable onTooLarge) {
    HeadGuard guard = new HeadGuard(connection, firstRequest, maxHeadBytes, onTooLarge);
    connection.getSourceChannel().setConduit(guard);
    connection.setCloseListener(closed -> guard.firstRequest.remove());
  }

  /// Called when a request has begun: the next bytes are its body.
  void onRequest() {
    firstRequest.remove();
    isInRequest = true;
  }

  /// Called when a request has been answered: the next bytes are another request's head.
  ///
  /// @param isUpgrade whether another protocol follows instead
  void onComplete(boolean isUpgrade) {
    headBytes = 0;
    isInRequest = isUpgrade;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (isInRequest) {
      return super.read(target);
    }
    int before = target.position();
    int count = super.read(target);
    if (count > 0 && (isRejected || !fits(count))) {
      target.position(before);
      return discard();
    }
    return count;
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    return isInRequest
        ? super.read(targets, offset, length)
        : length == 0 ? 0 : read(targets[offset]);
  }

  private boolean fits(int count) {
    int bytes = headBytes + count;
    headBytes = bytes;
    if (bytes <= maxHeadBytes) {
      return true;
    }
    isRejected = true;
    onTooLarge.run();
    try {
      ByteBuffer response = response();
      // Nothing has been sent on this connection yet, so its send buffer has room.
      int written = sink.write(response);
      log.debug("answered 431 with {} bytes, flushed: {}", written, sink.flush());
    } catch (IOException e) {
      log.debug("connection lost before the response to a request head that is too large", e);
    }
    var _ =
        connection
            .getIoThread()
            .executeAfter(this::close, LINGER.toMillis(), TimeUnit.MILLISECONDS);
    return false;
  }

  /// Reads and discards.
  private int discard() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    while (true) {
      int count = super.read(buffer.clear());
      if (count <= 0) {
        return count;
      }
      discardedBytes += count;
      if (discardedBytes > MAX_DISCARDED_BYTES) {
        throw new IOException(
            "more than " + MAX_DISCARDED_BYTES + " bytes after a request head that is too large");
      }
    }
  }

  private ByteBuffer response() {
    String body =
        "{\"error\":\"Request Header Fields Too Large\",\"message\":\""
            + RequestHeads.text("larger than " + maxHeadBytes + " bytes")
            + "\"}";
    String head =
        String.join(
            "\r\n",
            "HTTP/1.1 431 Request Header Fields Too Large",
            "Connection: close",
            "Access-Control-Allow-Origin: *",
            "Cache-Control: no-store",
            "Content-Type: application/json",
            "Content-Length: " + body.length(),
            "",
            "");
    return ByteBuffer.wrap((head + body).getBytes(US_ASCII));
  }

  private void close() {
    IoUtils.safeClose(connection);
  }
}
