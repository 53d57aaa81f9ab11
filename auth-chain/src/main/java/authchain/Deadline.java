package authchain;

import java.time.Duration;

/// The moment, in the virtual machine's own time, after which nobody waits any longer.
record Deadline(long nanoTime) {

  static Deadline in(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  /// What is left; zero or less once it has passed.
  long remainingNanos() {
    return nanoTime - System.nanoTime();
  }
}
