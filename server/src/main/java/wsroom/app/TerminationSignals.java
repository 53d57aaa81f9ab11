package wsroom.app;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Tells what a signal asks for that ends the process: the first one an orderly end, a later one an
/// end at once.
///
/// Some senders repeat a signal, and a terminal's Ctrl+C may reach a process by two ways: within a
/// second, several signals are one.
///
/// Thread-safe.
final class TerminationSignals {
  static final Duration ONE_SIGNAL = Duration.ofSeconds(1);

  private final LongSupplier nanoTime;
  private boolean hasBegun;
  private long begunNanos;

  /// What to do.
  enum Step {
    END_IN_ORDER,
    NOTHING,
    END_AT_ONCE
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
      return Step.END_IN_ORDER;
    }
    return now - begunNanos < ONE_SIGNAL.toNanos() ? Step.NOTHING : Step.END_AT_ONCE;
  }
}
