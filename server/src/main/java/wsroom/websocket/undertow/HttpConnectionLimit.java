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

/// Limits how many connections are with HTTP at once, until they become WebSockets or end. When too
/// many are, one is evicted for the one that comes last: the oldest of those that have sent no
/// request; only if there is none, the one that was idle for longest since its last request; and
/// only if all have a request under way, the one whose request is the oldest.
///
/// That bounds what a flood of connections can hold: memory, files, and the time to close them all
/// when it ends. A client that means it sends its request at once, so a flood of connections that
/// send none evicts only its own.
///
/// Thread-safe. The lock guards sets; nothing is called under it.
public final class HttpConnectionLimit implements ChannelListener<StreamConnection> {
  private static final Logger log = LoggerFactory.getLogger(HttpConnectionLimit.class);

  /// More than browsers and probes ever keep open. Closing that many takes an I/O thread 30 ms.
  private static final int MAX_LENT = 4096;

  /// What a connection is used for, in the order in which connections are evicted.
  enum Use {
    /// No request has come yet, or not all of its head.
    UNUSED,
    /// Kept alive between two requests.
    IDLE,
    /// A request is being served, or has been upgraded and not been taken back yet.
    BUSY
  }

  private final ChannelListener<? super StreamConnection> http;
  private final LongAdder evictions;
  private final int maxLent;

  // The connections of each use, the one that has been in it for longest first.
  private final SequencedSet<DetachableConnection> unused = new LinkedHashSet<>();
  private final SequencedSet<DetachableConnection> idle = new LinkedHashSet<>();
  private final SequencedSet<DetachableConnection> busy = new LinkedHashSet<>();
  private final List<SequencedSet<DetachableConnection>> lent = List.of(unused, idle, busy);

  /// @param evictions counts those that are evicted
  public HttpConnectionLimit(ChannelListener<? super StreamConnection> http, LongAdder evictions) {
    this(http, evictions, MAX_LENT);
  }

  HttpConnectionLimit(
      ChannelListener<? super StreamConnection> http, LongAdder evictions, int maxLent) {
    this.http = http;
    this.evictions = evictions;
    this.maxLent = maxLent;
  }

  @Override
  public void handleEvent(StreamConnection connection) {
    DetachableConnection loan = DetachableConnection.of(connection, this);
    DetachableConnection evicted = add(loan);
    if (evicted != null) {
      evictions.increment();
      evicted.getIoThread().execute(() -> IoUtils.safeClose(evicted));
    }
    try {
      http.handleEvent(loan);
    } catch (RuntimeException e) {
      log.error("HTTP did not take a connection, which is closed", e);
      IoUtils.safeClose(loan);
    }
  }

  /// Counts a request as the use of its connection until it is answered; one that is upgraded,
  /// until the connection is taken back. To be called for each request, when its head has come.
  public static void onRequest(HttpServerExchange exchange) {
    if (exchange.getConnection() instanceof AbstractServerConnection connection
        && connection.getChannel() instanceof DetachableConnection loan) {
      loan.uses(Use.BUSY);
      exchange.addExchangeCompleteListener(
          (done, next) -> {
            if (!done.isUpgrade()) {
              loan.uses(Use.IDLE);
            }
            next.proceed();
          });
    }
  }

  private @Nullable DetachableConnection add(DetachableConnection loan) {
    synchronized (lent) {
      of(loan.use).addLast(loan);
      int count = lent.stream().mapToInt(SequencedSet::size).sum();
      return count > maxLent ? removeFirst(loan) : null;
    }
  }

  /// @param newcomer never the one that is evicted
  private DetachableConnection removeFirst(DetachableConnection newcomer) {
    for (SequencedSet<DetachableConnection> same : lent) {
      if (!same.isEmpty() && !same.getFirst().equals(newcomer)) {
        return same.removeFirst();
      }
    }
    return newcomer;
  }

  /// A connection that has ended, or has been evicted, is no longer counted, whatever follows.
  void use(DetachableConnection loan, Use use) {
    synchronized (lent) {
      if (of(loan.use).remove(loan)) {
        loan.use = use;
        of(use).addLast(loan);
      }
    }
  }

  private SequencedSet<DetachableConnection> of(Use use) {
    return switch (use) {
      case UNUSED -> unused;
      case IDLE -> idle;
      case BUSY -> busy;
    };
  }

  void end(DetachableConnection loan) {
    synchronized (lent) {
      of(loan.use).remove(loan);
    }
  }
}
