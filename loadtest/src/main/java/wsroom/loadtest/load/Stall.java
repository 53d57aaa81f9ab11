package wsroom.loadtest.load;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Pauses the server in the middle of a steady load, and sees how soon it has caught up.
final class Stall {
  private static final double FAST_MILLIS = 2;
  private static final double TWICE = 2;
  private static final double CALM_SECONDS = 0.5;

  private Stall() {}

  static Result run(Plan plan, Watch watch) throws InterruptedException {
    Traffic traffic = plan.traffic();
    try (Bench bench = new Bench(plan, traffic, 0, watch)) {
      ServerProcess process = bench.process();
      if (process == null) {
        throw new IllegalArgumentException("stall pauses the server's process: --pid is needed");
      }
      bench.join(plan.joinsAtATime());
      bench.fleet().talk(traffic, plan.scattered());
      watch.phase("warming up");
      bench.meter().run(plan.warmup());
      Duration half = plan.duration().dividedBy(2);
      Meter meter = bench.meter();
      watch.phase("measuring before the pause");
      meter.run(half);
      FutureTask<Long> pause = new FutureTask<>(() -> pause(process, plan.stall()));
      Thread.ofVirtual().start(pause);
      watch.phase("pausing the server for " + plan.stall().toMillis() + " ms");
      meter.run(half);
      long resumedAt = resultOf(pause);
      Measured measured = meter.result();
      Audit audit = bench.settle();
      double resumed = (resumedAt - measured.first().nanoTime()) / 1e9;
      double usual = usualMillis(measured.samples(), plan.duration().toMillis() / 2e3);
      double fast = (caughtUpAt(measured.samples(), resumed, FAST_MILLIS) - resumed) * 1e3;
      double calm = (caughtUpAt(measured.samples(), resumed, usual * TWICE) - resumed) * 1e3;
      if (Double.isNaN(calm)) {
        bench.warn("After the pause the median latency never came back to twice what it was.");
      }
      if (Double.isNaN(fast)) {
        bench.note(
            String.format(
                Locale.ROOT,
                "The median latency was not under %.0f ms after the pause; before it, it was"
                    + " %.1f ms.",
                FAST_MILLIS,
                usual));
      }
      return bench.result(
          measured,
          audit,
          List.of(
              new Figure("stall_recovery_ms", "after the pause, p50 ≤ 2 × usual in", calm, "ms"),
              new Figure("stall_under_2ms_ms", "after the pause, p50 < 2 ms in", fast, "ms")),
          List.of());
    }
  }

  /// The middle one of the medians before the pause.
  private static double usualMillis(List<Sample> samples, double untilSeconds) {
    double[] medians =
        samples.stream()
            .filter(sample -> sample.atSeconds() < untilSeconds)
            .mapToDouble(Sample::p50Millis)
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    return medians.length == 0 ? FAST_MILLIS : medians[medians.length / 2];
  }

  /// @return when it was over
  private static long pause(ServerProcess process, Duration length) throws InterruptedException {
    process.pause(length.toNanos());
    return System.nanoTime();
  }

  private static long resultOf(FutureTask<Long> pause) throws InterruptedException {
    try {
      return pause.get();
    } catch (ExecutionException failed) {
      throw new IllegalStateException(pause.exceptionNow().getMessage(), failed);
    }
  }

  /// The end of the first interval after which no median is too high for a while, or for as long as
  /// the run lasts; NaN without one.
  static double caughtUpAt(List<Sample> samples, double resumedAt, double limitMillis) {
    double caughtUp = Double.NaN;
    for (Sample sample : samples) {
      if (sample.atSeconds() <= resumedAt) {
        continue;
      }
      boolean low = sample.deliveriesPerSecond() > 0 && sample.p50Millis() < limitMillis;
      if (!low) {
        caughtUp = Double.NaN;
      } else if (Double.isNaN(caughtUp)) {
        caughtUp = sample.atSeconds();
      } else if (sample.atSeconds() - caughtUp > CALM_SECONDS) {
        return caughtUp; // what disturbs it later has another cause
      }
    }
    return caughtUp;
  }
}
