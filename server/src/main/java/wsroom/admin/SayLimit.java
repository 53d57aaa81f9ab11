package wsroom.admin;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Limits announcements: at most [#MAX_AT_ONCE] in the time that one takes.
///
/// Thread-safe. The lock guards a short queue.
final class SayLimit {
  static final int MAX_AT_ONCE = 10;
  private static final long NANOS = TimeUnit.SECONDS.toNanos(7);

  private final LongSupplier nanoTime;
  private final ArrayDeque<Long> recent = new ArrayDeque<>();

  SayLimit(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// Whether one more may begin now; if so, it counts.
  synchronized boolean take() {
    long now = nanoTime.getAsLong();
    while (!recent.isEmpty() && now - recent.getFirst() >= NANOS) {
      recent.removeFirst();
    }
    if (recent.size() >= MAX_AT_ONCE) {
      return false;
    }
    recent.addLast(now);
    return true;
  }
}
