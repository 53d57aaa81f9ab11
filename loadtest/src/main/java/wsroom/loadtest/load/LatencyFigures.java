package wsroom.loadtest.load;

import java.util.List;
import org.HdrHistogram.Histogram;

/// Figures derived from latency histograms.
final class LatencyFigures {
  private LatencyFigures() {}

  /// Latencies of small and large updates apart, which show whether large ones delay small ones.
  static void addBySize(List<Figure> figures, Measurement measurement) {
    Histogram small = measurement.smallLatency();
    Histogram large = measurement.largeLatency();
    if (small.getTotalCount() == 0 || large.getTotalCount() == 0) {
      return;
    }
    for (int percentile : new int[] {50, 99}) {
      add(figures, "small", percentile, small);
      add(figures, "large", percentile, large);
    }
    figures.add(
        new Figure(
            "usual_small_p99_beside_large_ms",
            "small p99, interval with large ones",
            measurement.medianSmallP99Millis(true),
            "ms"));
    figures.add(
        new Figure(
            "usual_small_p99_without_large_ms",
            "small p99, interval without them",
            measurement.medianSmallP99Millis(false),
            "ms"));
  }

  private static void add(List<Figure> figures, String size, int percentile, Histogram micros) {
    figures.add(
        new Figure(
            "latency_%s_p%d_ms".formatted(size, percentile),
            "latency p%d of %s updates".formatted(percentile, size),
            micros.getValueAtPercentile(percentile) / 1e3,
            "ms"));
  }

  static void addPercentiles(List<Figure> figures, String name, Histogram micros) {
    if (micros.getTotalCount() == 0) {
      return;
    }
    double[] percentiles = {50, 90, 99, 99.9, 100};
    String[] labels = {"p50", "p90", "p99", "p99.9", "max"};
    for (int i = 0; i < labels.length; i++) {
      String key = name + "_" + labels[i].replace(".", "") + "_ms";
      double millis = micros.getValueAtPercentile(percentiles[i]) / 1e3;
      figures.add(new Figure(key, name + " " + labels[i], millis, "ms"));
    }
  }
}
