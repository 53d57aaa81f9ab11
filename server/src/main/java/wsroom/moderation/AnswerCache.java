package wsroom.moderation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What the gatekeeper has last said of which addresses. Those not asked for lately are forgotten
/// first; floods of strangers do not drive out those known as banned.
///
/// Thread-safe. The lock guards two maps.
final class AnswerCache {
  private static final int MOST_CLEAR = 20_000;
  private static final int MOST_BANNED = 10_000;

  private final Map<String, Long> clear = new Recent(MOST_CLEAR);
  private final Map<String, Long> banned = new Recent(MOST_BANNED);

  /// @param atNanos when it was asked
  record Known(boolean banned, long atNanos) {}

  synchronized Optional<Known> of(String address) {
    Long at = banned.get(address);
    if (at != null) {
      return Optional.of(new Known(true, at));
    }
    at = clear.get(address);
    return at == null ? Optional.empty() : Optional.of(new Known(false, at));
  }

  /// Takes an answer up, unless a later question has been answered already: a sweep and a login may
  /// ask for the same address, and the slower answer may be the older one.
  ///
  /// @param atNanos when it was asked
  /// @return whether the address was not known as banned and now is
  synchronized boolean put(String address, boolean isBanned, long atNanos) {
    Optional<Known> known = of(address);
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

  private static final class Recent extends LinkedHashMap<String, Long> {
    private static final long serialVersionUID = 1L;
    private final int limit;

    Recent(int limit) {
      super(16, 0.75f, true);
      this.limit = limit;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
      return size() > limit;
    }
  }
}
