package wsroom.websocket;

import java.util.Arrays;

/// The frames of a [FrameBatch] that one peer receives, as ascending ranges of frame numbers.
/// Reused for each peer.
public final class FrameRanges {
  private int[] bounds = new int[16];
  private int count;

  public void clear() {
    count = 0;
  }

  /// Adds the frames from `from` to before `to`; an empty range is omitted.
  public void add(int from, int to) {
    if (from >= to) {
      return;
    }
    if (2 * count == bounds.length) {
      bounds = Arrays.copyOf(bounds, 2 * bounds.length);
    }
    bounds[2 * count] = from;
    bounds[2 * count + 1] = to;
    count++;
  }

  public int count() {
    return count;
  }

  public int from(int range) {
    return bounds[2 * range];
  }

  /// The first frame after the range.
  public int to(int range) {
    return bounds[2 * range + 1];
  }
}
