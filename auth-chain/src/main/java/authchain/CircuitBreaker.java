package authchain;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Circuit breaker of one node: opens after `limit` failures in a row, and after `pause` lets one
/// probe pass, whose outcome closes or reopens it. Thread-safe.
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

  /// @param since a time of `nanoTime`
  private record Open(long since) implements State {}

  private record Probing() implements State {}

  /// Whether a request may be sent now. After true, the caller must [#report] the outcome.
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

  /// Records the outcome of a request; true if it opened the breaker.
  synchronized boolean report(boolean success) {
    State before = state;
    state =
        switch (before) {
          case Closed _ when success -> new Closed(0);
          case Closed closed when closed.failures() + 1 < limit ->
              new Closed(closed.failures() + 1);
          // A request from before the pause says nothing about the node now.
          case Open open -> open;
          case Probing _ when success -> new Closed(0);
          case Closed _, Probing _ -> new Open(nanoTime.getAsLong());
        };
    return before instanceof Closed && state instanceof Open;
  }

  /// Whether the breaker is open or probing.
  synchronized boolean isOpen() {
    return !(state instanceof Closed);
  }
}
