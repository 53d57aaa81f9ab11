package wsroom.loadtest.load;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Joins and leaves at a steady rate beside permanent members. The run ends after the last leave,
/// so that each leave is checked.
final class ChurnScenario {
  private static final Duration LAST_LEAVE_LIMIT = Duration.ofSeconds(10);
  private static final Duration LONGEST_STAY = Duration.ofSeconds(2);

  /// One of so many peers closes without a close frame.
  private static final int ABRUPT_ONE_IN = 4;

  private final Plan plan;
  private final ProgressListener listener;
  private final Traffic traffic;
  private final Duration stay;
  private final AtomicInteger joined = new AtomicInteger();
  private final Semaphore handshakesDone = new Semaphore(0);
  private volatile boolean over;
  private int started;

  ChurnScenario(Plan plan, ProgressListener listener) {
    this.plan = plan;
    this.listener = listener;
    this.traffic = plan.traffic();
    // Short enough that many leave during the run.
    Duration quarter = plan.duration().dividedBy(4);
    this.stay = quarter.compareTo(LONGEST_STAY) < 0 ? quarter : LONGEST_STAY;
  }

  Result run() throws InterruptedException {
    double seconds = plan.warmup().plus(plan.duration()).toMillis() / 1e3;
    int spare = (int) Math.ceil(plan.churnPerSecond() * seconds) + 1;
    try (LoadHarness harness = new LoadHarness(plan, traffic, spare, listener)) {
      harness.join(plan.joinsAtATime());
      listener.phase("creating %,d more identities".formatted(spare));
      List<Login> identities = harness.loginFactory().create(spare);
      harness.pool().startTraffic(traffic, plan.scattered());
      Thread joiner = Thread.ofVirtual().start(() -> startJoins(harness.pool(), identities));
      Measurement measurement = harness.measure(plan.warmup(), plan.duration());
      over = true;
      joiner.join();
      listener.phase("waiting for the last leaves");
      awaitLastLeave(harness.pool());
      DeliveryCheck check = harness.awaitDeliveries();
      return harness.result(
          measurement,
          check,
          List.of(new Figure("churn_joins", "joined in between", joined.get(), "")),
          List.of());
    }
  }

  private void startJoins(PeerPool pool, List<Login> identities) {
    double interval = 1e9 / plan.churnPerSecond();
    long began = System.nanoTime();
    try {
      for (int i = 0; i < identities.size() && !over; i++) {
        boolean gracefully = i % ABRUPT_ONE_IN != 0;
        pool.startJoin(
            new PeerPool.PeerSpec(
                identities.get(i), i % plan.rooms(), false, peer -> stay(pool, peer, gracefully)),
            handshakesDone);
        started++;
        TimeUnit.NANOSECONDS.sleep(began + (long) ((i + 1) * interval) - System.nanoTime());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Waits until each handshake has ended and each joined peer has left.
  private void awaitLastLeave(PeerPool pool) throws InterruptedException {
    long limit = System.nanoTime() + LAST_LEAVE_LIMIT.toNanos();
    while ((handshakesDone.availablePermits() < started || pool.left() < joined.get())
        && System.nanoTime() - limit < 0) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  /// Sends traffic for a while, then leaves. On the peer's loop, after the welcome.
  private void stay(PeerPool pool, LoadPeer peer, boolean gracefully) {
    int number = joined.incrementAndGet();
    long now = System.nanoTime();
    pool.startTraffic(peer, traffic, now, number * 0.618 % 1);
    peer.loop()
        .timers()
        .add(
            now + stay.toNanos(),
            _ -> {
              peer.leave(gracefully);
              return TimerHeap.NEVER;
            });
  }
}
