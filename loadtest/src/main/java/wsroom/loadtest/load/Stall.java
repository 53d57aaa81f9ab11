package wsroom.loadtest.load;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Pauses the server in the middle of a steady load, and sees how soon it has caught up.
final class Stall {
  /// Caught up is who delivers half of all updates within this time again.
  private static final double CAUGHT_UP_MILLIS = 2;

  private Stall() {}

  static Result run(Plan plan, Watch watch) throws InterruptedException {
    Traffic traffic = plan.traffic();
    try (Bench bench = new Bench(plan, traffic, 0, watch)) {
      ServerProcess process = bench.process();
      if (process == null) {
        throw new IllegalArgumentException("stall pauses the server's process: --pid is needed");
      }
      bench.join(plan.joinsAtATime());
      bench.fleet().talk(traffic);
      bench.meter().run(plan.warmup());
      Duration half = plan.duration().dividedBy(2);
      Meter meter = bench.meter();
      watch.phase("measuring before the pause");
      meter.run(half);
      AtomicLong resumedAt = new AtomicLong();
      Thread pause = Thread.ofVirtual().start(() -> pause(process, plan.stall(), resumedAt));
      watch.phase("pausing the server for " + plan.stall().toMillis() + " ms");
      meter.run(half);
      pause.join();
      Measured measured = meter.result();
      Audit audit = bench.settle();
      double resumed = (resumedAt.get() - measured.first().nanoTime()) / 1e9;
      double millis = caughtUpAt(measured.samples(), resumed) * 1e3 - resumed * 1e3;
      if (Double.isNaN(millis)) {
        bench.warn("After the pause the median latency never came back under 2 ms.");
      }
      return bench.result(
          measured,
          audit,
          List.of(
              new Figure(
                  "stall_recovery_ms", "median back under 2 ms after the pause", millis, "ms")),
          List.of());
    }
  }

  private static void pause(ServerProcess process, Duration length, AtomicLong resumedAt) {
    try {
      process.pause(length.toNanos());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    resumedAt.set(System.nanoTime());
  }

  /// The end of the first interval after which no median is too high any more; NaN without one.
  static double caughtUpAt(List<Sample> samples, double resumedAt) {
    double caughtUp = Double.NaN;
    for (Sample sample : samples) {
      if (sample.atSeconds() <= resumedAt) {
        continue;
      }
      boolean low = sample.deliveriesPerSecond() > 0 && sample.p50Millis() < CAUGHT_UP_MILLIS;
      if (!low) {
        caughtUp = Double.NaN;
      } else if (Double.isNaN(caughtUp)) {
        caughtUp = sample.atSeconds();
      }
    }
    return caughtUp;
  }
}
