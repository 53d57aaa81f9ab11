package wsroom.loadtest.load;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// A stretch of time in which everything was counted.
///
/// @param largeLatency the part of the latencies that large updates have
/// @param serverCpuNanos -1 if the server's process is not known
/// @param serverCalls none if the kernel does not tell
record Measured(
    Count first,
    Count last,
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

  /// Of bodies alone.
  double megabytesPerSecond() {
    return (last.deliveredBytes() - first.deliveredBytes()) / 1e6 / seconds();
  }

  long heldBack() {
    return last.heldBack() - first.heldBack();
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

  /// The part of the latencies that is not of large updates.
  Histogram smallLatency() {
    Histogram small = latency.copy();
    small.subtract(largeLatency);
    return small;
  }

  /// The middle one of what the intervals have: a moment in which the machine did something else
  /// spoils a p99, but not this. NaN if nothing arrived.
  double usual(ToDoubleFunction<Sample> figure) {
    return usual(figure, _ -> true);
  }

  /// The same of the intervals in which large updates came, or of those in which none did: what
  /// they differ in is what small updates wait for large ones.
  double usualSmallP99Millis(boolean besideLarge) {
    return usual(Sample::smallP99Millis, sample -> sample.largeCame() == besideLarge);
  }

  private double usual(ToDoubleFunction<Sample> figure, Predicate<Sample> which) {
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

  /// Whether the tool's own slowness is in the figures, in a sentence; null if it is not.
  @Nullable String weaknessOfTheTool() {
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
