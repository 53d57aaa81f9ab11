package wsroom.config;

import java.time.Duration;

/// The allowed values of a numeric setting.
///
/// @param zeroMeansUnlimited whether 0 is allowed too, and means that there is no limit
record Range(long min, long max, boolean zeroMeansUnlimited) {

  static Range of(long min, long max) {
    return new Range(min, max, false);
  }

  /// A limit for which 0 means unlimited.
  static Range limit(long min, long max) {
    return new Range(min, max, true);
  }

  boolean contains(long value) {
    return (value >= min && value <= max) || (zeroMeansUnlimited && value == 0);
  }

  /// Whether this is a range of milliseconds in which a duration lies.
  boolean containsMillis(Duration duration) {
    boolean within =
        duration.compareTo(Duration.ofMillis(min)) >= 0
            && duration.compareTo(Duration.ofMillis(max)) <= 0;
    return within || (zeroMeansUnlimited && duration.isZero());
  }

  @Override
  public String toString() {
    return min + " to " + max + (zeroMeansUnlimited ? ", or 0 for no limit" : "");
  }
}
