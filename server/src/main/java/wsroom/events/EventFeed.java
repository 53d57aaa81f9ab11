package wsroom.events;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import wsroom.websocket.CloseCode;
import wsroom.websocket.Connection;
import wsroom.websocket.ConnectionListener;

/// The consumers that hear events as they happen.
///
/// Thread-safe.
public final class EventFeed {
  private final EventLog log;
  private final Envelopes envelopes;
  private final int maxConsumers;
  private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();

  /// @param source the name of this process in the events' headers
  /// @param maxConsumers at once
  public EventFeed(EventLog log, String source, int maxConsumers) {
    this.log = log;
    this.envelopes = new Envelopes(source);
    this.maxConsumers = maxConsumers;
  }

  /// Whether one more consumer may come now.
  public boolean hasPlace() {
    return streams.size() < maxConsumers;
  }

  /// The consumer behind a new connection, which gets events once the connection is open. On the
  /// connection's I/O thread.
  ///
  /// @param after the sequence of the last event that it has already
  public ConnectionListener open(Connection connection, EventFilter filter, long after) {
    return new EventStream(this, log, connection, filter, after);
  }

  void add(EventStream stream) {
    streams.add(stream);
    log.addListener(stream);
  }

  void remove(EventStream stream) {
    streams.remove(stream);
    log.removeListener(stream);
    synchronized (this) {
      notifyAll();
    }
  }

  /// Sends each consumer what there is, tells it to go, and waits a while until all have gone.
  public void close(Duration atMost) throws InterruptedException {
    for (EventStream stream : streams) {
      stream
          .connection()
          .ioThread()
          .execute(() -> stream.end(CloseCode.GOING_AWAY, "the server is going away"));
    }
    long deadline = System.nanoTime() + atMost.toNanos();
    synchronized (this) {
      long left = atMost.toMillis();
      while (!streams.isEmpty() && left > 0) {
        wait(left);
        left = (deadline - System.nanoTime()) / 1_000_000;
      }
    }
  }

  public String source() {
    return envelopes.source();
  }

  public int consumers() {
    return streams.size();
  }

  Envelopes envelopes() {
    return envelopes;
  }
}
