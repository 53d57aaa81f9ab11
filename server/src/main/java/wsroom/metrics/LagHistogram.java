package wsroom.metrics;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/// A histogram of durations, as a timer's buckets have it.
///
/// @param boundsMillis the upper bounds of the buckets, ascending
/// @param cumulative the number of durations up to each bound
/// @param total of all durations, also of longer ones
/// @param maxMillis of the longest one lately
@SuppressWarnings("ArrayRecordComponent") // never compared
record LagHistogram(double[] boundsMillis, double[] cumulative, double total, double maxMillis) {

  static LagHistogram of(Timer timer) {
    var snapshot = timer.takeSnapshot();
    CountAtBucket[] buckets = snapshot.histogramCounts();
    return new LagHistogram(
        Arrays.stream(buckets).mapToDouble(at -> at.bucket(TimeUnit.MILLISECONDS)).toArray(),
        Arrays.stream(buckets).mapToDouble(CountAtBucket::count).toArray(),
        snapshot.count(),
        snapshot.max(TimeUnit.MILLISECONDS));
  }

  /// The durations that an earlier histogram has not.
  LagHistogram since(LagHistogram earlier) {
    double[] recent = new double[cumulative.length];
    for (int i = 0; i < recent.length; i++) {
      recent[i] = cumulative[i] - (i < earlier.cumulative.length ? earlier.cumulative[i] : 0);
    }
    return new LagHistogram(boundsMillis, recent, total - earlier.total, maxMillis);
  }

  /// A percentile, evenly spread within its bucket as Prometheus does it. Beyond the last bound it
  /// is the longest duration. Empty without durations.
  ///
  /// @param share such as 0.99
  OptionalDouble percentileMillis(double share) {
    if (total <= 0) {
      return OptionalDouble.empty();
    }
    double rank = share * total;
    double lowerCount = 0;
    double lowerBound = 0;
    for (int i = 0; i < cumulative.length; i++) {
      if (cumulative[i] >= rank) {
        double inBucket = cumulative[i] - lowerCount;
        double part = inBucket <= 0 ? 1 : (rank - lowerCount) / inBucket;
        return OptionalDouble.of(lowerBound + (boundsMillis[i] - lowerBound) * part);
      }
      lowerCount = cumulative[i];
      lowerBound = boundsMillis[i];
    }
    return OptionalDouble.of(Math.max(lowerBound, maxMillis));
  }
}
