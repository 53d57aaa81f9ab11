package wsroom.events;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import wsroom.websocket.CloseCode;
import wsroom.websocket.Connection;
import wsroom.websocket.ConnectionListener;

/// The connected consumers, which receive events as they happen.
///
/// Thread-safe.
public final class EventFeed {
  private final EventLog log;
  private final Envelopes envelopes;
  private final int maxConsumers;
  private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();

  /// @param source the name of this process in the events' headers
  /// @param maxConsumers the maximum number of consumers at one time
  public EventFeed(EventLog log, String source, int maxConsumers) {
    this.log = log;
    this.envelopes = new Envelopes(source);
    this.maxConsumers = maxConsumers;
  }

  /// Whether one more consumer may connect now.
  public boolean hasCapacity() {
    return streams.size() < maxConsumers;
  }

  /// Makes the listener of a new consumer's connection, which sends events once the connection is
  /// open. Called on the connection's I/O thread.
  ///
  /// @param after the sequence of the last event that the consumer already has
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

  /// Sends each consumer the remaining events, closes its connection, and waits until all are
  /// closed, at most for a time.
  public void close(Duration atMost) throws InterruptedException {
    for (EventStream stream : streams) {
      stream
          .connection()
          .ioThread()
          .execute(() -> stream.end(CloseCode.GOING_AWAY, "the server is going away"));
    }
    long deadline = System.nanoTime() + atMost.toNanos();
    synchronized (this) {
      long remainingMillis = atMost.toMillis();
      while (!streams.isEmpty() && remainingMillis > 0) {
        wait(remainingMillis);
        remainingMillis = (deadline - System.nanoTime()) / 1_000_000;
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
