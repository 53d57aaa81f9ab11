package wsroom.loadtest.load;

import java.util.List;
import org.HdrHistogram.Histogram;

/// A stretch of time in which everything was counted.
///
/// @param serverCpuNanos -1 if the server's process is not known
record Measured(
    Count first,
    Count last,
    Histogram latency,
    Histogram sendLag,
    List<Sample> samples,
    long serverCpuNanos,
    double toolBusyShare) {

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

  long heldBack() {
    return last.heldBack() - first.heldBack();
  }

  double cpuMicrosPerDelivery() {
    return serverCpuNanos < 0 || deliveries() == 0
        ? Double.NaN
        : serverCpuNanos / 1e3 / deliveries();
  }

  double serverCpuShare() {
    return serverCpuNanos < 0 ? Double.NaN : serverCpuNanos / 1e9 / seconds();
  }

  double latencyMillis(double percentile) {
    return latency.getValueAtPercentile(percentile) / 1e3;
  }

  double sendLagMillis(double percentile) {
    return sendLag.getValueAtPercentile(percentile) / 1e3;
  }

  /// The tool had hardly a moment to wait, or sent late: its own slowness is in the figures.
  boolean toolWasBusy() {
    return toolBusyShare > 0.9 || sendLagMillis(99) > 10;
  }
}
