package wsroom.moderation;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Rooms or addresses that are shut out until a certain time. They are forgotten when the process
/// ends.
///
/// Thread-safe. The lock guards a map; nothing is called under it.
public final class TemporaryBlocks {
  private final InstantSource clock;
  private final int limit;
  private final Map<String, Exclusion> byName = new HashMap<>();

  /// @param until when it ends
  /// @param reason in words, for whoever is turned away
  public record Exclusion(String name, Instant until, String reason) {}

  /// @param limit how many there may be at once
  public TemporaryBlocks(InstantSource clock, int limit) {
    this.clock = clock;
    this.limit = limit;
  }

  /// Shuts out, in place of what held before for the same name.
  ///
  /// @return false if there are too many already; then nothing has changed
  public boolean add(String name, Instant until, String reason) {
    Instant now = clock.instant();
    synchronized (this) {
      if (byName.size() >= limit && !byName.containsKey(name)) {
        byName.values().removeIf(other -> !other.until().isAfter(now));
        if (byName.size() >= limit) {
          return false;
        }
      }
      byName.put(name, new Exclusion(name, until, reason));
      return true;
    }
  }

  /// Lets in again. Returns whether it was shut out.
  public boolean remove(String name) {
    Instant now = clock.instant();
    synchronized (this) {
      Exclusion removed = byName.remove(name);
      return removed != null && removed.until().isAfter(now);
    }
  }

  /// What shuts a name out now, if anything does.
  public Optional<Exclusion> of(String name) {
    Instant now = clock.instant();
    synchronized (this) {
      return Optional.ofNullable(byName.get(name)).filter(found -> found.until().isAfter(now));
    }
  }

  /// All that are in force now, by name.
  public List<Exclusion> current() {
    Instant now = clock.instant();
    synchronized (this) {
      byName.values().removeIf(other -> !other.until().isAfter(now));
      return byName.values().stream().sorted(Comparator.comparing(Exclusion::name)).toList();
    }
  }
}
