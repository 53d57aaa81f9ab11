package authchain;

import java.time.Duration;
import java.util.function.LongSupplier;

/// The moment after which nobody waits any longer.
///
/// @param nanoTime the moment, in the time of `clock`
/// @param clock nanoseconds, such as [System#nanoTime()]
record Deadline(long nanoTime, LongSupplier clock) {

  static Deadline in(Duration duration, LongSupplier clock) {
    return new Deadline(clock.getAsLong() + duration.toNanos(), clock);
  }

  /// The moment halfway from now to this deadline.
  Deadline halfway() {
    return new Deadline(clock.getAsLong() + remainingNanos() / 2, clock);
  }

  boolean isOver() {
    return remainingNanos() <= 0;
  }

  /// The time left; zero or less once it has passed.
  long remainingNanos() {
    return nanoTime - clock.getAsLong();
  }
}
