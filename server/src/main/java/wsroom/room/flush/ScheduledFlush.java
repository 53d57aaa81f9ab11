package wsroom.room.flush;

import org.jspecify.annotations.Nullable;

/// A room's entry in the [FlushSchedule], which alone changes its fields.
///
/// Confined to the room's I/O thread.
public final class ScheduledFlush {
  enum State {
    /// No frame waits.
    IDLE,
    /// In the heap: flushed once it has gathered enough frames, or at its deadline.
    GATHERING,
    /// In the queue: flushed in its turn.
    DUE
  }

  private final Runnable flush;
  final FrameRate rate;

  State state = State.IDLE;

  /// Frames since the last flush, and the time of the first of them.
  int frames;

  long firstNanos;

  // In the heap.
  int heapIndex;
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

  /// The time of the first frame since the last flush, or of the last batch when no frame waits.
  public long firstNanos() {
    return firstNanos;
  }

  void flush() {
    flush.run();
  }
}
