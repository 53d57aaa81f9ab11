package wsroom.loadtest.load;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Pauses the server under steady load and measures how soon it recovers.
final class StallScenario {
  private static final double FAST_MILLIS = 2;
  private static final double RECOVERED_FACTOR = 2;
  private static final double STABLE_SECONDS = 0.5;

  private StallScenario() {}

  static Result run(Plan plan, ProgressListener listener) throws InterruptedException {
    Traffic traffic = plan.traffic();
    try (LoadHarness harness = new LoadHarness(plan, traffic, 0, listener)) {
      ServerProcess process = harness.process();
      if (process == null) {
        throw new IllegalArgumentException("stall pauses the server's process: --pid is required");
      }
      harness.join(plan.joinsAtATime());
      harness.pool().startTraffic(traffic, plan.scattered());
      listener.phase("warming up");
      harness.sampler().run(plan.warmup());
      Duration half = plan.duration().dividedBy(2);
      Sampler sampler = harness.sampler();
      listener.phase("measuring before the pause");
      sampler.run(half);
      FutureTask<Long> pause = new FutureTask<>(() -> pause(process, plan.stall()));
      Thread.ofVirtual().start(pause);
      listener.phase("pausing the server for " + plan.stall().toMillis() + " ms");
      sampler.run(half);
      long resumedAt = resultOf(pause);
      Measurement measurement = sampler.result();
      DeliveryCheck check = harness.awaitDeliveries();
      double resumed = (resumedAt - measurement.first().nanoTime()) / 1e9;
      double usual = usualMillis(measurement.samples(), plan.duration().toMillis() / 2e3);
      double fast = (caughtUpAt(measurement.samples(), resumed, FAST_MILLIS) - resumed) * 1e3;
      double stable =
          (caughtUpAt(measurement.samples(), resumed, usual * RECOVERED_FACTOR) - resumed) * 1e3;
      if (Double.isNaN(stable)) {
        harness.warn("After the pause the median latency stayed above twice its earlier value.");
      }
      if (Double.isNaN(fast)) {
        harness.note(
            String.format(
                Locale.ROOT,
                "The median latency was not under %.0f ms after the pause; before it, it was"
                    + " %.1f ms.",
                FAST_MILLIS,
                usual));
      }
      return harness.result(
          measurement,
          check,
          List.of(
              new Figure("stall_recovery_ms", "after the pause, p50 ≤ 2 × usual in", stable, "ms"),
              new Figure("stall_under_2ms_ms", "after the pause, p50 < 2 ms in", fast, "ms")),
          List.of());
    }
  }

  /// The median of the medians before the pause.
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

  /// @return when the pause ended
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

  /// The end of the first interval after which the median stays below the limit for a while, or
  /// until the end of the run; NaN if there is none.
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
      } else if (sample.atSeconds() - caughtUp > STABLE_SECONDS) {
        return caughtUp; // later peaks have another cause
      }
    }
    return caughtUp;
  }
}
