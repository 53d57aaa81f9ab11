package wsroom.room.flush;

import org.jspecify.annotations.Nullable;

/// A room's place in the [FlushSchedule], to which its fields belong.
///
/// Confined to the room's I/O thread.
public final class ScheduledFlush {
  enum State {
    /// Nothing waits.
    IDLE,
    /// In the heap: flushed once it has enough frames, or at its deadline.
    GATHERING,
    /// In the queue: flushed when it is its turn.
    DUE
  }

  private final Runnable flush;
  final FrameRate rate;

  State state = State.IDLE;

  /// Frames since the last flush, and when the first of them came.
  int frames;

  long firstNanos;

  // In the heap.
  int heapPlace;
  long heapNanos;

  // In the queue.
  @Nullable ScheduledFlush previous;
  @Nullable ScheduledFlush next;

  ScheduledFlush(Runnable flush, FrameRate rate) {
    this.flush = flush;
    this.rate = rate;
  }

  public boolean isIdle() {
    return state == State.IDLE;
  }

  /// When the first frame came of those that wait, or of those that waited last.
  public long firstNanos() {
    return firstNanos;
  }

  void flush() {
    flush.run();
  }
}
