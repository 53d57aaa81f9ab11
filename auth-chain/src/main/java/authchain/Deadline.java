package authchain;

import java.time.Duration;
import java.util.function.LongSupplier;

/// A point in time after which no caller waits.
///
/// @param nanoTime a time of `clock`
/// @param clock nanoseconds, such as [System#nanoTime()]
record Deadline(long nanoTime, LongSupplier clock) {

  static Deadline in(Duration duration, LongSupplier clock) {
    return new Deadline(clock.getAsLong() + duration.toNanos(), clock);
  }

  /// The midpoint between now and this deadline.
  Deadline halfway() {
    return new Deadline(clock.getAsLong() + remainingNanos() / 2, clock);
  }

  boolean isOver() {
    return remainingNanos() <= 0;
  }

  /// The remaining time; zero or less once it has passed.
  long remainingNanos() {
    return nanoTime - clock.getAsLong();
  }
}
