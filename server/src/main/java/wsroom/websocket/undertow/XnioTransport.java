package wsroom.websocket.undertow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;
import wsroom.websocket.Transport;
import wsroom.websocket.WebSocketConnection;

/// An upgraded connection as XNIO gives it: a plain socket or one with TLS around it.
final class XnioTransport implements Transport {
  private final StreamConnection stream;
  private final boolean encrypted;
  private final ConduitStreamSourceChannel source;
  private final ConduitStreamSinkChannel sink;

  /// What HTTP was lent, as long as it may hold bytes that came with the request.
  private @Nullable DetachableConnection lent;

  /// @param upgraded the connection as HTTP knew it
  /// @param encrypted whether there is a TLS layer, which takes one record at a time
  XnioTransport(StreamConnection upgraded, boolean encrypted) {
    this.encrypted = encrypted;
    this.lent = upgraded instanceof DetachableConnection loan ? loan : null;
    this.stream = lent == null ? upgraded : lent.lender();
    this.source = stream.getSourceChannel();
    this.sink = stream.getSinkChannel();
  }

  /// Has the connection called from now on, first for what may have come with the request.
  void tell(WebSocketConnection connection) {
    if (lent == null) {
      stream.setCloseListener(closed -> connection.onTransportClosed());
    } else {
      lent.handOver(connection::onTransportClosed);
    }
    sink.setWriteListener(writable -> connection.onWritable());
    source.setReadListener(readable -> connection.onReadable());
    // Frames that came with the request are already read: no event of the socket would tell of
    // them.
    source.wakeupReads();
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return lent == null ? source.read(target) : readFirst(lent, target);
  }

  /// Undertow reads through a layer that gives first what came with the request. It is empty after
  /// one read into a buffer as large as ours.
  private int readFirst(DetachableConnection loan, ByteBuffer target) throws IOException {
    try {
      return loan.getSourceChannel().read(target);
    } finally {
      endLoan();
    }
  }

  private void endLoan() {
    if (lent != null) {
      lent.takeBack();
      lent = null;
    }
  }

  @Override
  public long write(ByteBuffer[] sources, int count) throws IOException {
    long written = writeOnce(sources, count);
    if (encrypted) {
      long more = written;
      while (more > 0 && sources[count - 1].hasRemaining()) {
        more = writeOnce(sources, count);
        written += more;
      }
    }
    return written;
  }

  private long writeOnce(ByteBuffer[] sources, int count) throws IOException {
    return count == 1 ? sink.write(sources[0]) : sink.write(sources, 0, count);
  }

  @Override
  public boolean flush() throws IOException {
    return sink.flush();
  }

  /// What came during a pause may already lie in the TLS layer, where no event of the socket tells
  /// of it: hence the wake-up.
  @Override
  public void notifyWhenReadable(boolean wanted) {
    if (wanted) {
      source.wakeupReads();
    } else {
      source.suspendReads();
    }
  }

  @Override
  public void notifyWhenWritable(boolean wanted) {
    if (wanted) {
      sink.resumeWrites();
    } else {
      sink.suspendWrites();
    }
  }

  @Override
  public void shutdownWrites() throws IOException {
    sink.shutdownWrites();
    if (!sink.flush()) {
      sink.resumeWrites();
    }
  }

  /// Closes the stream once all sockets that are ready now have been served.
  ///
  /// XNIO asks the selector anew for each socket that it closes, and that lists all that are ready.
  /// When a thousand peers vanish at once, these would be listed a thousand times. So a stream that
  /// is to be closed is first watched no more.
  @Override
  public void close() {
    endLoan();
    source.suspendReads();
    sink.suspendWrites();
    try {
      stream.getIoThread().execute(() -> IoUtils.safeClose(stream));
    } catch (RejectedExecutionException e) {
      // The server stops, and its threads take no more tasks.
      IoUtils.safeClose(stream);
    }
  }
}
