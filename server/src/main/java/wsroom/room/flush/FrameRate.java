package wsroom.room.flush;

/// How often a room has a frame to send, and what that means for its flushes.
///
/// Gathering `k` frames for a flush divides the cost `c` of a write among them and lets them wait
/// `(k - 1) / 2f` on average, at `f` frames a second. Where a second of waiting is worth a cost of
/// `w`, the sum is least at `k (k - 1) = 2 c f / w`: the square root of economic order quantity.
/// `2 c / w` is [#FRAMES_PER_WINDOW_WEIGHT] windows here, by measurement.
///
/// Confined to the room's I/O thread.
final class FrameRate {
  private static final double FRAMES_PER_WINDOW_WEIGHT = 3.2;

  /// How long the rate remembers.
  private static final double MEMORY_NANOS = 500e6;

  /// Frames that are read together say nothing of the gaps between them.
  private static final long SHORTEST_GAP_NANOS = 50_000;

  /// The share by which the usual gap follows each that is longer, or shorter.
  private static final int GAP_STEP = 16;

  /// A silence of so many usual gaps will last.
  private static final int USUAL_GAPS_OF_SILENCE = 4;

  private static final long SHORTEST_SILENCE_NANOS = 1_000_000;

  private final long windowNanos;
  private double framesPerWindow;
  private long lastFlushNanos;
  private int enough = 1;
  private double carried;
  private long lastFrameNanos;

  /// The median of the gaps between frames, nearly.
  private long usualGapNanos;

  FrameRate(long windowNanos, long now) {
    this.windowNanos = windowNanos;
    this.usualGapNanos = windowNanos;
    this.lastFlushNanos = now;
    this.lastFrameNanos = now;
  }

  /// How many frames are worth a write to each peer.
  int enough() {
    return enough;
  }

  /// When no other frame is to be expected soon, unless one comes before.
  long silentAt() {
    return lastFrameNanos + Math.max(SHORTEST_SILENCE_NANOS, USUAL_GAPS_OF_SILENCE * usualGapNanos);
  }

  /// There are other frames.
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
      enough = 1;
      carried = 0;
    } else {
      // What is cut off is carried to the next flush, so that the mean is right.
      carried += best;
      enough = (int) carried;
      carried -= enough;
    }
  }
}
