package wsroom.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import wsroom.session.CloseReason;
import wsroom.session.JoinedSession;
import wsroom.session.PendingSession;
import wsroom.session.SessionListener;

/// The meters of rare events in a session's life cycle, counted as they occur.
///
/// Thread-safe.
public final class SessionMeters implements SessionListener {
  private static final Duration[] HANDSHAKE_BUCKETS =
      Meters.millis(5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000);

  private final Meters meters;
  private final LongAdder opened = new LongAdder();
  private final LongAdder kicks = new LongAdder();
  private final LongAdder unknownPackets = new LongAdder();
  private final AtomicInteger open = new AtomicInteger();
  private final Timer handshakeTime;
  private final Counter welcomed;
  private final Map<CloseReason, Counter> failed = new EnumMap<>(CloseReason.class);
  private final Map<CloseReason, Counter> closed = new EnumMap<>(CloseReason.class);

  SessionMeters(Meters meters) {
    this.meters = meters;
    meters.read(MeterName.CONNECTIONS_OPENED, opened::sum);
    meters.read(MeterName.KICKS, kicks::sum);
    meters.read(MeterName.UNKNOWN_PACKETS, unknownPackets::sum);
    meters.gauge(MeterName.OPEN_CONNECTIONS, open::get);
    handshakeTime = meters.timer(MeterName.HANDSHAKE_TIME, HANDSHAKE_BUCKETS);
    welcomed = meters.counter(MeterName.HANDSHAKES, "outcome", "welcomed", "reason", "none");
    for (CloseReason reason : CloseReason.values()) {
      failed.put(
          reason,
          meters.counter(MeterName.HANDSHAKES, "outcome", "failed", "reason", reason.tag()));
      closed.put(reason, meters.counter(MeterName.CLOSES, "reason", reason.tag()));
    }
  }

  /// The number of open WebSocket connections.
  public int openConnections() {
    return open.get();
  }

  /// The number of ended sessions by reason, of reasons that have occurred.
  Map<String, Long> closes() {
    Map<String, Long> counts = new HashMap<>();
    closed.forEach(
        (reason, counter) -> {
          if (counter.count() > 0) {
            counts.put(reason.tag(), (long) counter.count());
          }
        });
    return counts;
  }

  @Override
  public void opened() {
    opened.increment();
    open.incrementAndGet();
  }

  @Override
  public void joined(JoinedSession session, long handshakeNanos) {
    welcomed.increment();
    handshakeTime.record(handshakeNanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void authChainRejected(String reason) {
    meters.counter(MeterName.CHAINS_REJECTED, "reason", reason).increment();
  }

  @Override
  public void kickSent() {
    kicks.increment();
  }

  @Override
  public void unknownPacket() {
    unknownPackets.increment();
  }

  @Override
  public void left(JoinedSession session, CloseReason reason) {
    count(closed, reason);
  }

  @Override
  public void handshakeEnded(PendingSession session, CloseReason reason, String text) {
    count(closed, reason);
    count(failed, reason);
  }

  @Override
  public void closed() {
    open.decrementAndGet();
  }

  private static void count(Map<CloseReason, Counter> counters, CloseReason reason) {
    Counter counter = counters.get(reason);
    if (counter != null) {
      counter.increment();
    }
  }
}
