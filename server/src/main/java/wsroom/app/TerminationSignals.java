package wsroom.app;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Decides what a terminating signal does: the first one begins an orderly shutdown, a later one
/// exits at once.
///
/// Some senders repeat a signal, and a terminal's Ctrl+C may reach a process twice. Several signals
/// within a second count as one.
///
/// Thread-safe.
final class TerminationSignals {
  static final Duration REPEAT_WINDOW = Duration.ofSeconds(1);

  private final LongSupplier nanoTime;
  private boolean hasBegun;
  private long begunNanos;

  /// The reaction to a signal.
  enum Step {
    SHUT_DOWN,
    IGNORE,
    EXIT_AT_ONCE
  }

  /// @param nanoTime as [System#nanoTime()]
  TerminationSignals(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  synchronized Step onSignal() {
    long now = nanoTime.getAsLong();
    if (!hasBegun) {
      hasBegun = true;
      begunNanos = now;
      return Step.SHUT_DOWN;
    }
    return now - begunNanos < REPEAT_WINDOW.toNanos() ? Step.IGNORE : Step.EXIT_AT_ONCE;
  }
}
