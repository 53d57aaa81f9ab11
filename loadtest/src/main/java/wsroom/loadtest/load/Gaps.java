package wsroom.loadtest.load;

import java.util.ArrayList;
import java.util.List;

/// Sequence numbers that were passed over, so that a late update is told from a repeated one.
/// Confined to its peer's loop.
final class Gaps {
  /// Beyond this the oldest is forgotten: by then it hardly matters what a late update was.
  private static final int LIMIT = 512;

  private final List<Gap> gaps = new ArrayList<>();

  private record Gap(int slot, boolean reliable, int from, int to) {
    boolean holds(int slot, int sequence, boolean reliable) {
      return slot == this.slot && reliable == this.reliable && sequence >= from && sequence < to;
    }
  }

  void add(int slot, int from, int to, boolean reliable) {
    if (gaps.size() == LIMIT) {
      gaps.removeFirst();
    }
    gaps.add(new Gap(slot, reliable, from, to));
  }

  /// True if the number was missing; from now on it is not.
  boolean fill(int slot, int sequence, boolean reliable) {
    for (int i = 0; i < gaps.size(); i++) {
      Gap gap = gaps.get(i);
      if (gap.holds(slot, sequence, reliable)) {
        gaps.remove(i);
        if (sequence > gap.from) {
          gaps.add(new Gap(slot, reliable, gap.from, sequence));
        }
        if (sequence + 1 < gap.to) {
          gaps.add(new Gap(slot, reliable, sequence + 1, gap.to));
        }
        return true;
      }
    }
    return false;
  }
}
