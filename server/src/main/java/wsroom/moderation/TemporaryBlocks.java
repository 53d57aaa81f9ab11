package wsroom.moderation;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Rooms or addresses that operators have blocked until a given time. Kept in memory only.
///
/// Thread-safe. The lock guards a map; nothing is called under it.
public final class TemporaryBlocks {
  private final InstantSource clock;
  private final int limit;
  private final Map<String, Block> byName = new HashMap<>();

  /// @param until its end
  /// @param reason the text for rejected clients
  public record Block(String name, Instant until, String reason) {}

  /// @param limit the maximum number of blocks
  public TemporaryBlocks(InstantSource clock, int limit) {
    this.clock = clock;
    this.limit = limit;
  }

  /// Adds a block, or replaces the one of the same name.
  ///
  /// @return false if the maximum is reached; nothing has changed then
  public boolean add(String name, Instant until, String reason) {
    Instant now = clock.instant();
    synchronized (this) {
      if (byName.size() >= limit && !byName.containsKey(name)) {
        byName.values().removeIf(other -> !other.until().isAfter(now));
        if (byName.size() >= limit) {
          return false;
        }
      }
      byName.put(name, new Block(name, until, reason));
      return true;
    }
  }

  /// Removes a block. Returns whether it was in force.
  public boolean remove(String name) {
    Instant now = clock.instant();
    synchronized (this) {
      Block removed = byName.remove(name);
      return removed != null && removed.until().isAfter(now);
    }
  }

  /// The block of a name, if one is in force now.
  public Optional<Block> of(String name) {
    Instant now = clock.instant();
    synchronized (this) {
      return Optional.ofNullable(byName.get(name)).filter(found -> found.until().isAfter(now));
    }
  }

  /// All blocks in force now, ordered by name.
  public List<Block> current() {
    Instant now = clock.instant();
    synchronized (this) {
      byName.values().removeIf(other -> !other.until().isAfter(now));
      return byName.values().stream().sorted(Comparator.comparing(Block::name)).toList();
    }
  }
}
