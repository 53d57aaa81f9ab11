package wsroom.room;

import java.util.Arrays;
import java.util.OptionalDouble;

/// The rates of some counters between two reports to operators: nothing is measured while nobody
/// asks.
///
/// Confined to the counters' I/O thread.
final class ReportedRates {
  /// Reports in quicker succession show the same rates, so that many observers see what one sees.
  private static final long MIN_NANOS = 500_000_000L;

  /// After a longer time without a report the next one begins anew: a mean of hours would mislead.
  private static final long MAX_NANOS = 60_000_000_000L;

  private static final double NANOS_PER_SECOND = 1e9;

  private final long[] before;
  private final double[] perSecond;
  private long beforeNanos;
  private boolean hasBefore;

  /// @param counters the number of counters
  ReportedRates(int counters) {
    before = new long[counters];
    perSecond = new double[counters];
    Arrays.fill(perSecond, Double.NaN);
  }

  /// Takes the counters as they are now.
  void report(long now, long... counters) {
    long nanos = now - beforeNanos;
    if (hasBefore && nanos < MIN_NANOS) {
      return;
    }
    for (int i = 0; i < counters.length; i++) {
      perSecond[i] =
          hasBefore && nanos <= MAX_NANOS
              ? (counters[i] - before[i]) * NANOS_PER_SECOND / nanos
              : Double.NaN;
      before[i] = counters[i];
    }
    beforeNanos = now;
    hasBefore = true;
  }

  /// The rate of a counter; empty in the first report.
  OptionalDouble perSecond(int counter) {
    double rate = perSecond[counter];
    return Double.isNaN(rate) ? OptionalDouble.empty() : OptionalDouble.of(rate);
  }

  /// The rate of one counter per unit of another; empty in the first report, and if the other stood
  /// still.
  OptionalDouble ratio(int counter, int other) {
    double ratio = perSecond[counter] / perSecond[other];
    return Double.isFinite(ratio) ? OptionalDouble.of(ratio) : OptionalDouble.empty();
  }
}
