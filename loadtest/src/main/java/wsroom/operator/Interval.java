package wsroom.operator;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// What happened between two looks at the metrics.
///
/// @param seconds between them, above 0
record Interval(Metrics before, Metrics after, double seconds) {

  /// The increase of a counter a second. After a restart of the server it counts from 0.
  double rate(String counter) {
    return increase(before.get(counter), after.get(counter)) / seconds;
  }

  /// The increases by the values of a label, without those of 0.
  Map<String, Double> increases(String counter, String label) {
    Map<String, Double> earlier = before.by(counter, label);
    Map<String, Double> increases = new TreeMap<>();
    after
        .by(counter, label)
        .forEach(
            (value, now) -> {
              double increase = increase(earlier.getOrDefault(value, 0.0), now);
              if (increase > 0) {
                increases.put(value, increase);
              }
            });
    return increases;
  }

  /// A quantile of a histogram's values in this interval, interpolated within its bucket. NaN
  /// without values; the highest finite bound if it lies beyond that.
  double quantile(String histogram, double share) {
    NavigableMap<Double, Double> earlier = before.buckets(histogram);
    NavigableMap<Double, Double> counts = new TreeMap<>();
    after
        .buckets(histogram)
        .forEach(
            (bound, count) -> counts.put(bound, increase(earlier.getOrDefault(bound, 0.0), count)));
    double total = counts.isEmpty() ? 0 : counts.lastEntry().getValue();
    if (total <= 0) {
      return Double.NaN;
    }
    double wanted = share * total;
    double lowerBound = 0;
    double lowerCount = 0;
    for (Map.Entry<Double, Double> bucket : counts.entrySet()) {
      if (bucket.getValue() >= wanted) {
        double within = (wanted - lowerCount) / Math.max(bucket.getValue() - lowerCount, 1e-9);
        return Double.isInfinite(bucket.getKey())
            ? lowerBound
            : lowerBound + within * (bucket.getKey() - lowerBound);
      }
      lowerBound = bucket.getKey();
      lowerCount = bucket.getValue();
    }
    return lowerBound;
  }

  private static double increase(double earlier, double now) {
    return now >= earlier ? now - earlier : now;
  }
}
