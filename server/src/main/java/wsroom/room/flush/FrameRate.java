package wsroom.room.flush;

/// Estimates the frame rate of a room, and derives how many frames a flush should gather.
///
/// Gathering `k` frames for a flush divides the cost `c` of a write among them and lets them wait
/// `(k - 1) / 2f` on average, at `f` frames a second. Where a second of waiting is worth a cost of
/// `w`, the sum is least at `k (k - 1) = 2 c f / w`: the square root of economic order quantity.
/// `2 c / w` is [#FRAMES_PER_WINDOW_WEIGHT] windows here, by measurement.
///
/// Confined to the room's I/O thread.
final class FrameRate {
  private static final double FRAMES_PER_WINDOW_WEIGHT = 3.2;

  /// Time constant of the moving average.
  private static final double MEMORY_NANOS = 500e6;

  /// Shorter gaps are ignored: frames that are read together come without one.
  private static final long SHORTEST_GAP_NANOS = 50_000;

  /// Divisor of the step by which the usual gap rises or falls with each measured one.
  private static final int GAP_STEP = 16;

  /// A silence of that many usual gaps is taken to last.
  private static final int USUAL_GAPS_OF_SILENCE = 4;

  private static final long SHORTEST_SILENCE_NANOS = 500_000;

  private final long windowNanos;
  private double framesPerWindow;
  private long lastFlushNanos;
  private int framesPerFlush = 1;
  private double carried;
  private long lastFrameNanos;

  /// Approximates the median gap between frames.
  private long usualGapNanos;

  FrameRate(long windowNanos, long now) {
    this.windowNanos = windowNanos;
    this.usualGapNanos = windowNanos;
    this.lastFlushNanos = now;
    this.lastFrameNanos = now;
  }

  /// How many frames to gather for the next flush.
  int framesPerFlush() {
    return framesPerFlush;
  }

  /// The time at which the room counts as silent, unless another frame arrives before.
  long silentAtNanos() {
    return lastFrameNanos + Math.max(SHORTEST_SILENCE_NANOS, USUAL_GAPS_OF_SILENCE * usualGapNanos);
  }

  void onFrames(long now) {
    long gap = now - lastFrameNanos;
    lastFrameNanos = now;
    if (gap > usualGapNanos) {
      usualGapNanos = Math.min(windowNanos, usualGapNanos + usualGapNanos / GAP_STEP);
    } else if (gap > SHORTEST_GAP_NANOS) {
      usualGapNanos = Math.max(SHORTEST_GAP_NANOS, usualGapNanos - usualGapNanos / GAP_STEP);
    }
  }

  void onFlush(int frames, long now) {
    double elapsed = now - lastFlushNanos;
    lastFlushNanos = now;
    framesPerWindow =
        (framesPerWindow * MEMORY_NANOS + frames * (double) windowNanos) / (MEMORY_NANOS + elapsed);
    double best = 0.5 + Math.sqrt(0.25 + FRAMES_PER_WINDOW_WEIGHT * framesPerWindow);
    if (best < 2) {
      framesPerFlush = 1;
      carried = 0;
    } else {
      // The fraction is carried to the next flush, so that the mean is right.
      carried += best;
      framesPerFlush = (int) carried;
      carried -= framesPerFlush;
    }
  }
}
