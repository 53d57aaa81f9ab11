package wsroom.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.Buffers;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;
import org.xnio.conduits.ConduitStreamSourceChannel;
import org.xnio.conduits.PushBackStreamSourceConduit;

/// Reads the PROXY protocol header at the start of each connection, from any number of segments,
/// and closes connections whose header is not complete in time.
///
/// Undertow's own reader accepts only headers in one segment, and has no timeout.
///
/// Called on the connections' I/O threads; the counters are thread-safe.
final class ProxyHeaders implements ChannelListener<StreamConnection> {
  private static final Logger log = LoggerFactory.getLogger(ProxyHeaders.class);

  /// Enough for all but headers with long extensions.
  private static final int USUAL_BYTES = 256;

  private final ChannelListener<? super StreamConnection> next;
  private final Duration timeout;
  private final Counts counts;

  /// Connections that were closed for lack of a valid header, by reason. Thread-safe.
  static final class Counts {
    private final Map<ProxyHeader.Problem, LongAdder> counts =
        new EnumMap<>(ProxyHeader.Problem.class);

    Counts() {
      for (ProxyHeader.Problem problem : ProxyHeader.Problem.values()) {
        counts.put(problem, new LongAdder());
      }
    }

    private LongAdder of(ProxyHeader.Problem problem) {
      return counts.getOrDefault(problem, new LongAdder());
    }

    long get(ProxyHeader.Problem problem) {
      return of(problem).sum();
    }
  }

  /// @param next handles the connections, with the addresses from their headers
  /// @param timeout from a connection's opening until its header is complete
  ProxyHeaders(ChannelListener<? super StreamConnection> next, Duration timeout, Counts counts) {
    this.next = next;
    this.timeout = timeout;
    this.counts = counts;
  }

  @Override
  public void handleEvent(StreamConnection connection) {
    ConduitStreamSourceChannel source = connection.getSourceChannel();
    Reader reader = new Reader(connection);
    source.setReadListener(reader);
    source.resumeReads();
    reader.handleEvent(source);
  }

  /// Reads the header of one connection. Confined to its I/O thread.
  private final class Reader implements ChannelListener<ConduitStreamSourceChannel> {
    private final StreamConnection connection;
    private final XnioExecutor.Key deadline;
    private byte[] bytes = new byte[USUAL_BYTES];
    private int length;

    Reader(StreamConnection connection) {
      this.connection = connection;
      deadline =
          connection
              .getIoThread()
              .executeAfter(
                  () -> reject(ProxyHeader.Problem.INCOMPLETE),
                  timeout.toMillis(),
                  TimeUnit.MILLISECONDS);
    }

    @Override
    public void handleEvent(ConduitStreamSourceChannel source) {
      try {
        while (true) {
          int count = source.read(ByteBuffer.wrap(bytes, length, bytes.length - length));
          if (count == 0) {
            return;
          }
          if (count < 0) {
            onEnd();
            return;
          }
          length += count;
          switch (ProxyHeader.parse(bytes, length)) {
            case ProxyHeader.Incomplete _ -> makeRoom();
            case ProxyHeader.Refused(ProxyHeader.Problem problem) -> {
              reject(problem);
              return;
            }
            case ProxyHeader.Complete complete -> {
              pass(source, complete);
              return;
            }
          }
        }
      } catch (IOException e) {
        log.debug("connection lost before its PROXY protocol header", e);
        close();
      }
    }

    private void makeRoom() {
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, ProxyHeader.MAX_BYTES);
      }
    }

    /// A balancer's TCP health check sends nothing, and is not counted.
    private void onEnd() {
      if (length == 0) {
        close();
      } else {
        reject(ProxyHeader.Problem.INCOMPLETE);
      }
    }

    private void pass(ConduitStreamSourceChannel source, ProxyHeader.Complete header) {
      deadline.remove();
      source.suspendReads();
      source.setReadListener(null);
      if (length > header.length()) {
        ByteBuffer rest = ByteBuffer.wrap(bytes, header.length(), length - header.length());
        PushBackStreamSourceConduit conduit = new PushBackStreamSourceConduit(source.getConduit());
        conduit.pushBack(Buffers.pooledWrapper(rest));
        source.setConduit(conduit);
      }
      next.handleEvent(
          header
              .addresses()
              .<StreamConnection>map(each -> new ProxiedConnection(connection, each))
              .orElse(connection));
    }

    private void reject(ProxyHeader.Problem problem) {
      counts.of(problem).increment();
      String from = host(connection);
      switch (problem) {
        case MISSING ->
            log.warn(
                "connection from {} closed: PROXY_PROTOCOL is on, but it has no PROXY protocol"
                    + " header",
                from);
        case MALFORMED ->
            log.warn("connection from {} closed: malformed PROXY protocol header", from);
        case INCOMPLETE ->
            log.warn(
                "connection from {} closed: incomplete PROXY protocol header after {} ms",
                from,
                timeout.toMillis());
      }
      close();
    }

    private void close() {
      deadline.remove();
      IoUtils.safeClose(connection);
    }
  }

  /// The network address at the other end.
  static String host(StreamConnection connection) {
    InetSocketAddress address = connection.getPeerAddress(InetSocketAddress.class);
    return address == null ? "unknown" : address.getAddress().getHostAddress();
  }
}
