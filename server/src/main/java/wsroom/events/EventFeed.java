package wsroom.events;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import wsroom.websocket.Connection;
import wsroom.websocket.ConnectionListener;

/// The connected consumers, which receive events as they happen.
///
/// Thread-safe.
public final class EventFeed {
  private final EventLog log;
  private final Envelopes envelopes;
  private final int maxConsumers;
  private final Set<EventConsumer> consumers = ConcurrentHashMap.newKeySet();

  /// @param source the name of this process in the events' headers
  /// @param maxConsumers the maximum number of consumers at one time
  public EventFeed(EventLog log, String source, int maxConsumers) {
    this.log = log;
    this.envelopes = new Envelopes(source);
    this.maxConsumers = maxConsumers;
  }

  /// Whether one more consumer may connect now.
  public boolean hasCapacity() {
    return consumers.size() < maxConsumers;
  }

  /// Makes the listener of a new consumer's connection, which sends events once the connection is
  /// open. Called on the connection's I/O thread.
  public ConnectionListener open(Connection connection, Subscription subscription) {
    return new EventStream(this, log, connection, subscription);
  }

  /// Adds a connected consumer, which is told of each event from now on.
  public void add(EventConsumer consumer) {
    consumers.add(consumer);
    log.addListener(consumer);
  }

  /// Removes a consumer that has disconnected.
  public void remove(EventConsumer consumer) {
    consumers.remove(consumer);
    log.removeListener(consumer);
    synchronized (this) {
      notifyAll();
    }
  }

  /// Sends each consumer the remaining events, closes its connection, and waits until all are
  /// closed, at most for a time.
  public void close(Duration atMost) throws InterruptedException {
    consumers.forEach(EventConsumer::onShutdown);
    long deadline = System.nanoTime() + atMost.toNanos();
    synchronized (this) {
      long remainingMillis = atMost.toMillis();
      while (!consumers.isEmpty() && remainingMillis > 0) {
        wait(remainingMillis);
        remainingMillis = (deadline - System.nanoTime()) / 1_000_000;
      }
    }
  }

  public String source() {
    return envelopes.source();
  }

  public int consumers() {
    return consumers.size();
  }

  Envelopes envelopes() {
    return envelopes;
  }
}
