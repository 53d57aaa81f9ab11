package wsroom.moderation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Caches the gatekeeper's last answers. The least recently used are evicted first; a flood of
/// unknown addresses evicts no bans.
///
/// Thread-safe. The lock guards two maps.
final class AnswerCache {
  private static final int MAX_CLEAR = 20_000;
  private static final int MAX_BANNED = 10_000;

  private final Map<String, Long> clear = new LruMap(MAX_CLEAR);
  private final Map<String, Long> banned = new LruMap(MAX_BANNED);

  /// @param atNanos the time of the query
  record Answer(boolean banned, long atNanos) {}

  synchronized Optional<Answer> get(String address) {
    Long at = banned.get(address);
    if (at != null) {
      return Optional.of(new Answer(true, at));
    }
    at = clear.get(address);
    return at == null ? Optional.empty() : Optional.of(new Answer(false, at));
  }

  /// Stores an answer, unless a later query has been answered already: a sweep and a login may
  /// query the same address, and their answers may arrive out of order.
  ///
  /// @param atNanos the time of the query
  /// @return whether the address was not known as banned before and is now
  synchronized boolean put(String address, boolean isBanned, long atNanos) {
    Optional<Answer> known = get(address);
    if (known.isPresent() && known.get().atNanos() - atNanos > 0) {
      return false;
    }
    if (isBanned) {
      clear.remove(address);
      return banned.put(address, atNanos) == null;
    }
    banned.remove(address);
    clear.put(address, atNanos);
    return false;
  }

  synchronized int banned() {
    return banned.size();
  }

  synchronized int all() {
    return banned.size() + clear.size();
  }

  private static final class LruMap extends LinkedHashMap<String, Long> {
    private static final long serialVersionUID = 1L;
    private final int limit;

    LruMap(int limit) {
      super(16, 0.75f, true);
      this.limit = limit;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
      return size() > limit;
    }
  }
}
