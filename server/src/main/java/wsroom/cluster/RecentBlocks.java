package wsroom.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The blocks that this node published last in a room, without unreliable updates, for nodes that
/// missed some. Bounded by age and size.
///
/// Confined to the cluster's thread.
final class RecentBlocks {
  private static final long MAX_AGE_NANOS = 10_000_000_000L;
  private static final int MAX_BYTES = 384 * 1024;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Recent(long number, long sentNanos, byte[] message) {}

  private final ArrayDeque<Recent> blocks = new ArrayDeque<>();
  private int sizeBytes;

  /// @param number follows the last one; else all others are forgotten
  void add(long number, long now, byte[] message) {
    if (!blocks.isEmpty() && blocks.getLast().number != number - 1) {
      clear();
    }
    blocks.add(new Recent(number, now, message));
    sizeBytes += message.length;
    while (sizeBytes > MAX_BYTES
        || (!blocks.isEmpty() && now - blocks.getFirst().sentNanos > MAX_AGE_NANOS)) {
      sizeBytes -= blocks.remove().message.length;
    }
  }

  void clear() {
    blocks.clear();
    sizeBytes = 0;
  }

  /// All blocks from one number to another one.
  ///
  /// @return null if some are not kept
  @Nullable List<byte[]> between(long first, long last) {
    if (first > last) {
      return List.of();
    }
    if (blocks.isEmpty() || blocks.getFirst().number > first || blocks.getLast().number < last) {
      return null;
    }
    List<byte[]> found = new ArrayList<>();
    for (Recent block : blocks) {
      if (block.number >= first && block.number <= last) {
        found.add(block.message);
      }
    }
    return found;
  }
}
