package wsroom.config;

import java.time.Duration;

/// The numbers that a setting may have.
///
/// @param zeroLifts whether 0 is allowed too, and means that there is no limit
record Range(long least, long most, boolean zeroLifts) {

  static Range of(long least, long most) {
    return new Range(least, most, false);
  }

  /// A limit that 0 lifts.
  static Range limit(long least, long most) {
    return new Range(least, most, true);
  }

  boolean holds(long value) {
    return (value >= least && value <= most) || (zeroLifts && value == 0);
  }

  /// Whether this is a range of milliseconds in which a duration lies.
  boolean holdsMillis(Duration duration) {
    boolean within =
        duration.compareTo(Duration.ofMillis(least)) >= 0
            && duration.compareTo(Duration.ofMillis(most)) <= 0;
    return within || (zeroLifts && duration.isZero());
  }

  @Override
  public String toString() {
    return least + " to " + most + (zeroLifts ? ", or 0 for no limit" : "");
  }
}
