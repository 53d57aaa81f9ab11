package wsroom.websocket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;
import org.xnio.conduits.StreamSourceConduit;

/// An upgraded connection as XNIO gives it: a plain socket or one with TLS around it.
final class XnioTransport implements Transport {
  private final StreamConnection stream;
  private final boolean encrypted;
  private final ConduitStreamSourceChannel source;
  private final ConduitStreamSinkChannel sink;
  private boolean leftHttp;

  /// @param encrypted whether there is a TLS layer, which takes one record at a time
  XnioTransport(StreamConnection stream, boolean encrypted) {
    this.stream = stream;
    this.encrypted = encrypted;
    this.source = stream.getSourceChannel();
    this.sink = stream.getSinkChannel();
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int length = source.read(target);
    if (!leftHttp) {
      leaveHttp();
    }
    return length;
  }

  /// Undertow reads through a layer that first gives what came with the request, and that keeps the
  /// whole HTTP connection in memory. It is empty after one read into a buffer as large as ours;
  /// the conduit below serves both directions.
  private void leaveHttp() {
    leftHttp = true;
    if (sink.getConduit() instanceof StreamSourceConduit below) {
      source.setConduit(below);
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
