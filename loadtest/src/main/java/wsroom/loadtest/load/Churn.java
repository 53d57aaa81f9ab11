package wsroom.loadtest.load;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Beside the members that stay, others join for a while and leave again, at a steady pace. The
/// run ends when the last of them has left, so that each leave is checked.
final class Churn {
  private static final Duration LAST_LEAVE_LIMIT = Duration.ofSeconds(10);
  private static final Duration LONGEST_STAY = Duration.ofSeconds(2);

  /// One of so many goes without a close frame.
  private static final int RUDE = 4;

  private final Plan plan;
  private final Watch watch;
  private final Traffic traffic;
  private final Duration stay;
  private final AtomicInteger guests = new AtomicInteger();
  private final Semaphore answered = new Semaphore(0);
  private volatile boolean over;
  private int enlisted;

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
      bench.fleet().talk(traffic, plan.scattered());
      Thread door = Thread.ofVirtual().start(() -> letIn(bench.fleet(), coming));
      Measured measured = bench.measure(plan.warmup(), plan.duration());
      over = true;
      door.join();
      watch.phase("the last guests leave");
      awaitLastLeave(bench.fleet());
      Audit audit = bench.settle();
      return bench.result(
          measured,
          audit,
          List.of(new Figure("churn_joins", "joined in between", guests.get(), "")),
          List.of());
    }
  }

  private void letIn(Fleet fleet, List<Login> coming) {
    double interval = 1e9 / plan.churnPerSecond();
    long began = System.nanoTime();
    try {
      for (int i = 0; i < coming.size() && !over; i++) {
        boolean politely = i % RUDE != 0;
        fleet.enlist(
            new Fleet.Recruit(
                coming.get(i), i % plan.rooms(), false, peer -> stay(fleet, peer, politely)),
            answered);
        enlisted++;
        TimeUnit.NANOSECONDS.sleep(began + (long) ((i + 1) * interval) - System.nanoTime());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Until each guest's handshake has ended, and each who joined is gone.
  private void awaitLastLeave(Fleet fleet) throws InterruptedException {
    long limit = System.nanoTime() + LAST_LEAVE_LIMIT.toNanos();
    while ((answered.availablePermits() < enlisted || fleet.left() < guests.get())
        && System.nanoTime() - limit < 0) {
      TimeUnit.MILLISECONDS.sleep(10);
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
