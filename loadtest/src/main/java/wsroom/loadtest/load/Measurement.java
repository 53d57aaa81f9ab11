package wsroom.loadtest.load;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// Counters and samples of a measured period.
///
/// @param largeLatency latencies of large updates
/// @param serverCpuNanos -1 if the server's process is unknown
/// @param serverCalls none if the kernel does not report them
record Measurement(
    CounterSnapshot first,
    CounterSnapshot last,
    Histogram latency,
    Histogram largeLatency,
    Histogram sendLag,
    List<Sample> samples,
    long serverCpuNanos,
    ServerProcess.Calls serverCalls,
    double toolBusyShare) {

  private static final double BUSY = 0.9;
  private static final double LATE_MILLIS = 10;

  double seconds() {
    return (last.nanoTime() - first.nanoTime()) / 1e9;
  }

  long deliveries() {
    return last.deliveries() - first.deliveries();
  }

  double deliveriesPerSecond() {
    return deliveries() / seconds();
  }

  double sentPerSecond() {
    return (last.sent() - first.sent()) / seconds();
  }

  /// Bodies only.
  double megabytesPerSecond() {
    return (last.deliveredBytes() - first.deliveredBytes()) / 1e6 / seconds();
  }

  long skippedSends() {
    return last.skippedSends() - first.skippedSends();
  }

  double cpuMicrosPerDelivery() {
    return serverCpuNanos < 0 || deliveries() == 0
        ? Double.NaN
        : serverCpuNanos / 1e3 / deliveries();
  }

  double readsPerDelivery() {
    return perDelivery(serverCalls.reads());
  }

  double writesPerDelivery() {
    return perDelivery(serverCalls.writes());
  }

  private double perDelivery(long calls) {
    return calls == 0 || deliveries() == 0 ? Double.NaN : (double) calls / deliveries();
  }

  double serverCpuShare() {
    return serverCpuNanos < 0 ? Double.NaN : serverCpuNanos / 1e9 / seconds();
  }

  double latencyMillis(double percentile) {
    return latency.getValueAtPercentile(percentile) / 1e3;
  }

  /// Latencies of small updates.
  Histogram smallLatency() {
    Histogram small = latency.copy();
    small.subtract(largeLatency);
    return small;
  }

  /// The median of the intervals: robust against a moment in which the machine was busy, unlike a
  /// p99. NaN if nothing arrived.
  double median(ToDoubleFunction<Sample> figure) {
    return median(figure, _ -> true);
  }

  /// The median over intervals with large updates, or without: their difference is the delay that
  /// large updates cause.
  double medianSmallP99Millis(boolean besideLarge) {
    return median(Sample::smallP99Millis, sample -> sample.hasLarge() == besideLarge);
  }

  private double median(ToDoubleFunction<Sample> figure, Predicate<Sample> which) {
    double[] known =
        samples.stream()
            .filter(which)
            .mapToDouble(figure)
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    return known.length == 0 ? Double.NaN : known[(known.length - 1) / 2];
  }

  double sendLagMillis(double percentile) {
    return sendLag.getValueAtPercentile(percentile) / 1e3;
  }

  /// A warning if the tool itself was the bottleneck; null if it was not.
  @Nullable String toolBottleneck() {
    double late = sendLagMillis(99);
    if (toolBusyShare > BUSY) {
      return "The load tool itself was the bottleneck: it was busy for %.0f%% of its time and sent"
              .formatted(toolBusyShare * 100)
          + " up to %.1f ms late (p99). The server may be better than these figures."
              .formatted(late);
    }
    if (late > LATE_MILLIS) {
      return "The load tool sent up to %.1f ms late (p99) although it was not busy: other programs"
              .formatted(late)
          + " took its CPU. The server may be better than these figures.";
    }
    return null;
  }
}
