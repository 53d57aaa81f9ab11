package authchain;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Leaves a node alone that keeps failing: after `limit` failures in a row nothing passes for
/// `pause`, then one question, whose outcome decides. Safe for use by many threads.
final class CircuitBreaker {
  private final int limit;
  private final long pauseNanos;
  private final LongSupplier nanoTime;

  // Guarded by this.
  private State state = new Closed(0);

  CircuitBreaker(int limit, Duration pause, LongSupplier nanoTime) {
    this.limit = limit;
    this.pauseNanos = pause.toNanos();
    this.nanoTime = nanoTime;
  }

  private sealed interface State {}

  private record Closed(int failures) implements State {}

  /// @param since in the time of `nanoTime`
  private record Open(long since) implements State {}

  private record Probing() implements State {}

  /// Whether a question may be asked now. Who gets a yes reports the outcome with [#report].
  synchronized boolean tryPass() {
    return switch (state) {
      case Closed _ -> true;
      case Probing _ -> false;
      case Open open -> {
        boolean over = nanoTime.getAsLong() - open.since() >= pauseNanos;
        if (over) {
          state = new Probing();
        }
        yield over;
      }
    };
  }

  /// What became of a question; true where this very outcome made the node be left alone.
  synchronized boolean report(boolean success) {
    State before = state;
    state =
        switch (before) {
          case Closed _ when success -> new Closed(0);
          case Closed closed when closed.failures() + 1 < limit ->
              new Closed(closed.failures() + 1);
          // A question from before the pause says nothing about the node as it is now.
          case Open open -> open;
          case Probing _ when success -> new Closed(0);
          case Closed _, Probing _ -> new Open(nanoTime.getAsLong());
        };
    return before instanceof Closed && state instanceof Open;
  }

  /// Whether the node is being left alone.
  synchronized boolean isOpen() {
    return !(state instanceof Closed);
  }
}
