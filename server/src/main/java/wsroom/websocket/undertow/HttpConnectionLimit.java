package wsroom.websocket.undertow;

import io.undertow.server.AbstractServerConnection;
import io.undertow.server.HttpServerExchange;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;

/// Limits the number of HTTP connections, which end or become WebSockets. A new connection beyond
/// the limit evicts another: the oldest that has sent no request; if there is none, the one idle
/// longest since its last request; and if all have a request in progress, the one with the oldest
/// request.
///
/// This bounds the memory and descriptors of a connection flood, and the time to close them all
/// when it ends. A legitimate client sends its request at once, so a flood of connections without
/// requests evicts only its own.
///
/// Thread-safe. The lock guards sets; nothing is called under it.
public final class HttpConnectionLimit implements ChannelListener<StreamConnection> {
  private static final Logger log = LoggerFactory.getLogger(HttpConnectionLimit.class);

  /// More than browsers and probes ever keep open; beyond it a connection is evicted. Closing that
  /// many takes an I/O thread 30 ms.
  private static final int MAX_CONNECTIONS = 4096;

  /// The uses of a connection, in the order of eviction.
  enum Use {
    /// No complete request head has been received.
    UNUSED,
    /// Kept alive between two requests.
    IDLE,
    /// A request is being served, or has been upgraded and the connection is not detached yet.
    BUSY
  }

  private final ChannelListener<? super StreamConnection> http;
  private final LongAdder evictions;
  private final int maxConnections;

  // The connections of each use, the one longest in it first.
  private final SequencedSet<DetachableConnection> unused = new LinkedHashSet<>();
  private final SequencedSet<DetachableConnection> idle = new LinkedHashSet<>();
  private final SequencedSet<DetachableConnection> busy = new LinkedHashSet<>();
  private final List<SequencedSet<DetachableConnection>> byUse = List.of(unused, idle, busy);

  /// @param evictions counts evicted connections
  public HttpConnectionLimit(ChannelListener<? super StreamConnection> http, LongAdder evictions) {
    this(http, evictions, MAX_CONNECTIONS);
  }

  HttpConnectionLimit(
      ChannelListener<? super StreamConnection> http, LongAdder evictions, int maxConnections) {
    this.http = http;
    this.evictions = evictions;
    this.maxConnections = maxConnections;
  }

  @Override
  public void handleEvent(StreamConnection connection) {
    DetachableConnection detachable = DetachableConnection.of(connection, this);
    DetachableConnection evicted = add(detachable);
    if (evicted != null) {
      evictions.increment();
      evicted.getIoThread().execute(() -> IoUtils.safeClose(evicted));
    }
    try {
      http.handleEvent(detachable);
    } catch (RuntimeException e) {
      log.error("HTTP listener failed, closing the connection", e);
      IoUtils.safeClose(detachable);
    }
  }

  /// Marks the connection as busy until the request is answered or, if it is upgraded, until the
  /// connection is detached. To be called for each request, once its head is complete.
  public static void onRequest(HttpServerExchange exchange) {
    if (exchange.getConnection() instanceof AbstractServerConnection connection
        && connection.getChannel() instanceof DetachableConnection detachable) {
      detachable.setUse(Use.BUSY);
      exchange.addExchangeCompleteListener(
          (done, next) -> {
            if (!done.isUpgrade()) {
              detachable.setUse(Use.IDLE);
            }
            next.proceed();
          });
    }
  }

  /// Lets a connection stay until it closes, whatever else connects: for streams, which have a
  /// limit of their own.
  public static void exempt(HttpServerExchange exchange) {
    if (exchange.getConnection() instanceof AbstractServerConnection connection
        && connection.getChannel() instanceof DetachableConnection detachable) {
      detachable.exempt();
    }
  }

  private @Nullable DetachableConnection add(DetachableConnection connection) {
    synchronized (byUse) {
      in(connection.use).addLast(connection);
      int count = byUse.stream().mapToInt(SequencedSet::size).sum();
      return count > maxConnections ? removeForEviction(connection) : null;
    }
  }

  /// @param newest never evicted
  private DetachableConnection removeForEviction(DetachableConnection newest) {
    for (SequencedSet<DetachableConnection> connections : byUse) {
      if (!connections.isEmpty() && !connections.getFirst().equals(newest)) {
        return connections.removeFirst();
      }
    }
    return newest;
  }

  /// Ignored for a connection that is closed or evicted.
  void setUse(DetachableConnection connection, Use use) {
    synchronized (byUse) {
      if (in(connection.use).remove(connection)) {
        connection.use = use;
        in(use).addLast(connection);
      }
    }
  }

  private SequencedSet<DetachableConnection> in(Use use) {
    return switch (use) {
      case UNUSED -> unused;
      case IDLE -> idle;
      case BUSY -> busy;
    };
  }

  void onClosed(DetachableConnection connection) {
    synchronized (byUse) {
      in(connection.use).remove(connection);
    }
  }
}
