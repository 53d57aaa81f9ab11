package wsroom.config;

import java.math.BigDecimal;

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
    return holds(BigDecimal.valueOf(value));
  }

  boolean holds(BigDecimal value) {
    boolean within =
        value.compareTo(BigDecimal.valueOf(least)) >= 0
            && value.compareTo(BigDecimal.valueOf(most)) <= 0;
    return within || (zeroLifts && value.signum() == 0);
  }

  @Override
  public String toString() {
    return least + " to " + most + (zeroLifts ? ", or 0 for no limit" : "");
  }
}
