package wsroom.loadtest.load;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Beside the members that stay, others join for a while and leave again, at a steady pace.
final class Churn {
  private static final Duration LONGEST_STAY = Duration.ofSeconds(2);

  /// One of so many goes without a close frame.
  private static final int RUDE = 4;

  private final Plan plan;
  private final Watch watch;
  private final Traffic traffic;
  private final Duration stay;
  private final AtomicInteger guests = new AtomicInteger();
  private volatile boolean over;

  Churn(Plan plan, Watch watch) {
    this.plan = plan;
    this.watch = watch;
    this.traffic = plan.traffic();
    // Short enough that many also leave while the run lasts.
    Duration quarter = plan.duration().dividedBy(4);
    this.stay = quarter.compareTo(LONGEST_STAY) < 0 ? quarter : LONGEST_STAY;
  }

  Result run() throws InterruptedException {
    double seconds = plan.warmup().plus(plan.duration()).toMillis() / 1e3;
    int spare = (int) Math.ceil(plan.churnPerSecond() * seconds) + 1;
    try (Bench bench = new Bench(plan, traffic, spare, watch)) {
      bench.join(plan.joinsAtATime());
      watch.phase("making %,d identities more".formatted(spare));
      List<Login> coming = bench.logins().prepare(spare);
      bench.fleet().talk(traffic);
      Thread door = Thread.ofVirtual().start(() -> letIn(bench.fleet(), coming));
      Measured measured = bench.measure(plan.warmup(), plan.duration());
      over = true;
      door.join();
      Audit audit = bench.settle();
      return bench.result(
          measured,
          audit,
          List.of(new Figure("churn_joins", "joined in between", guests.get(), "")),
          List.of());
    }
  }

  private void letIn(Fleet fleet, List<Login> coming) {
    Semaphore anyNumber = new Semaphore(0);
    double interval = 1e9 / plan.churnPerSecond();
    long began = System.nanoTime();
    try {
      for (int i = 0; i < coming.size() && !over; i++) {
        boolean politely = i % RUDE != 0;
        fleet.enlist(
            new Fleet.Recruit(
                coming.get(i), i % plan.rooms(), false, peer -> stay(fleet, peer, politely)),
            anyNumber);
        TimeUnit.NANOSECONDS.sleep(began + (long) ((i + 1) * interval) - System.nanoTime());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// On the peer's loop, once it has joined.
  private void stay(Fleet fleet, LoadPeer peer, boolean politely) {
    int number = guests.incrementAndGet();
    long now = System.nanoTime();
    fleet.talk(peer, traffic, now, number * 0.618 % 1);
    peer.loop()
        .timetable()
        .add(
            now + stay.toNanos(),
            _ -> {
              peer.leave(politely);
              return Timetable.NEVER;
            });
  }
}
