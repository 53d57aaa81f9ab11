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

/// Counts what a client sends until its request has begun, which bounds its head; and closes
/// connections whose first request does not come in time. Later ones may take longer: a proxy keeps
/// connections for its next client.
///
/// A head that is too large is answered here, since it never becomes a request. What the client
/// still sends is then read and dropped for a moment: a close with unread bytes would be a reset,
/// and take the answer with it.
///
/// Confined to the connection's I/O thread, but for [#onComplete], after which alone the thread
/// reads again.
final class HeadGuard extends AbstractStreamSourceConduit<StreamSourceConduit> {
  private static final Logger log = LoggerFactory.getLogger(HeadGuard.class);
  private static final Duration LINGER = Duration.ofMillis(500);
  private static final int MAX_DROPPED_BYTES = 1 << 20;

  private final StreamConnection connection;
  private final StreamSinkConduit sink;
  private final int maxHeadBytes;
  private final Runnable onTooLarge;
  private final XnioExecutor.Key firstRequest;
  private volatile boolean isInRequest;
  private volatile int headBytes;
  private boolean isRefused;
  private int droppedBytes;

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

  /// Puts a guard before HTTP.
  ///
  /// @param firstRequest from now until the first request must have come
  /// @param onTooLarge told when a head was too large
  static void install(
      StreamConnection connection, Duration firstRequest, int maxHeadBytes, Runnable onTooLarge) {
    HeadGuard guard = new HeadGuard(connection, firstRequest, maxHeadBytes, onTooLarge);
    connection.getSourceChannel().setConduit(guard);
    connection.setCloseListener(closed -> guard.firstRequest.remove());
  }

  /// A request has come; what is read now is its body.
  void onRequest() {
    firstRequest.remove();
    isInRequest = true;
  }

  /// A request has been answered; what is read now is the next one's head.
  ///
  /// @param isUpgrade whether there is no next one, but another protocol
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
    if (count > 0 && (isRefused || !fits(count))) {
      target.position(before);
      return drop();
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
    isRefused = true;
    onTooLarge.run();
    try {
      ByteBuffer answer = answer();
      // A client that has taken nothing of this connection yet has room for it.
      int written = sink.write(answer);
      log.debug("answered 431 with {} bytes, flushed: {}", written, sink.flush());
    } catch (IOException e) {
      log.debug("the client of a head that is too large was gone before its answer", e);
    }
    var _ =
        connection
            .getIoThread()
            .executeAfter(this::close, LINGER.toMillis(), TimeUnit.MILLISECONDS);
    return false;
  }

  /// Reads on, for nobody.
  private int drop() throws IOException {
    ByteBuffer nowhere = ByteBuffer.allocate(4096);
    while (true) {
      int count = super.read(nowhere.clear());
      if (count <= 0) {
        return count;
      }
      droppedBytes += count;
      if (droppedBytes > MAX_DROPPED_BYTES) {
        throw new IOException("the client of a head that is too large sends on and on");
      }
    }
  }

  private ByteBuffer answer() {
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
