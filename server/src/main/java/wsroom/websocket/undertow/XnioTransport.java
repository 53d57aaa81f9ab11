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

/// The byte stream of an upgraded XNIO connection: a plain socket, or one with TLS.
final class XnioTransport implements Transport {
  private final StreamConnection stream;
  private final boolean encrypted;
  private final ConduitStreamSourceChannel source;
  private final ConduitStreamSinkChannel sink;

  /// The connection as HTTP used it, while it may hold bytes that arrived with the request; then
  /// null.
  private @Nullable DetachableConnection detachable;

  /// @param upgraded the connection as HTTP used it
  /// @param encrypted whether there is a TLS layer, which takes one record a write
  XnioTransport(StreamConnection upgraded, boolean encrypted) {
    this.encrypted = encrypted;
    this.detachable = upgraded instanceof DetachableConnection connection ? connection : null;
    this.stream = detachable == null ? upgraded : detachable.socket();
    this.source = stream.getSourceChannel();
    this.sink = stream.getSinkChannel();
  }

  /// Delivers the stream's events to the connection from now on, beginning with bytes that may have
  /// arrived with the request.
  void attach(WebSocketConnection connection) {
    if (detachable == null) {
      stream.setCloseListener(closed -> connection.onTransportClosed());
    } else {
      detachable.redirectEvents(connection::onTransportClosed);
    }
    sink.setWriteListener(writable -> connection.onWritable());
    source.setReadListener(readable -> connection.onReadable());
    // Frames that arrived with the request are already read, so no event of the socket announces
    // them.
    source.wakeupReads();
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return detachable == null ? source.read(target) : readFirst(detachable, target);
  }

  /// Reads through Undertow's conduit, which begins with the bytes that arrived with the request.
  /// One read into a buffer as large as ours empties it.
  private int readFirst(DetachableConnection connection, ByteBuffer target) throws IOException {
    try {
      return connection.getSourceChannel().read(target);
    } finally {
      detach();
    }
  }

  private void detach() {
    if (detachable != null) {
      detachable.detach();
      detachable = null;
    }
  }

  @Override
  public long write(ByteBuffer[] sources, int count) throws IOException {
    long written = writeOnce(sources, count);
    if (encrypted) {
      long last = written;
      while (last > 0 && sources[count - 1].hasRemaining()) {
        last = writeOnce(sources, count);
        written += last;
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

  /// Wakes the reader up, because bytes received meanwhile may be in the TLS layer, where no event
  /// of the socket announces them.
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
  /// For each socket it closes, XNIO selects again and lists all that are ready. If a thousand
  /// peers disconnect at once, these would be listed a thousand times. So the stream to be closed
  /// is first removed from the selection.
  @Override
  public void close() {
    detach();
    source.suspendReads();
    sink.suspendWrites();
    try {
      stream.getIoThread().execute(() -> IoUtils.safeClose(stream));
    } catch (RejectedExecutionException e) {
      // The server is stopping, and its threads accept no more tasks.
      IoUtils.safeClose(stream);
    }
  }
}
