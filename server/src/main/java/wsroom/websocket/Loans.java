package wsroom.websocket;

import java.util.LinkedHashSet;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;

/// Lends connections to HTTP until they become WebSockets or end, and only so many at once: a
/// client that means it sends its request at once, so when too many have not got that far, the one
/// that was let in first has to go for the one that comes last.
///
/// That bounds what a flood of connections that say nothing can hold: memory, files, and the time
/// to close them all when it ends.
///
/// Thread-safe.
public final class Loans implements ChannelListener<StreamConnection> {
  /// More than browsers and probes ever keep open. Closing that many takes an I/O thread 30 ms.
  private static final int MAX_LENT = 4096;

  private final ChannelListener<? super StreamConnection> http;
  private final LinkedHashSet<LentConnection> lent = new LinkedHashSet<>();
  private final LongAdder displaced;
  private final int maxLent;

  /// @param displaced counts those that had to go
  public Loans(ChannelListener<? super StreamConnection> http, LongAdder displaced) {
    this(http, displaced, MAX_LENT);
  }

  Loans(ChannelListener<? super StreamConnection> http, LongAdder displaced, int maxLent) {
    this.http = http;
    this.displaced = displaced;
    this.maxLent = maxLent;
  }

  @Override
  public void handleEvent(StreamConnection connection) {
    LentConnection loan = LentConnection.of(connection, this);
    LentConnection first = add(loan);
    if (first != null) {
      displaced.increment();
      first.getIoThread().execute(() -> IoUtils.safeClose(first));
    }
    http.handleEvent(loan);
  }

  private @Nullable LentConnection add(LentConnection loan) {
    synchronized (lent) {
      lent.addLast(loan);
      return lent.size() > maxLent ? lent.removeFirst() : null;
    }
  }

  void end(LentConnection loan) {
    synchronized (lent) {
      lent.remove(loan);
    }
  }
}
