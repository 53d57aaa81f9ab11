package wsroom.loadtest.load;

import java.util.ArrayList;
import java.util.List;

/// Skipped sequence numbers, which distinguish a late update from a duplicate. Confined to its
/// peer's loop.
final class SequenceGaps {
  /// Beyond this limit the oldest gap is dropped.
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

  /// Removes a number; true if it was missing.
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
