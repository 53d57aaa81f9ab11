package authchain;

import authchain.EphemeralText.Parsed.Delegation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// The ephemeral links that were verified of late, so that a session which comes back costs one
/// recovery. Bounded; the least recently used goes first. Safe for use by many threads.
///
/// A link is known by all that its verdict depends on, to the letter, and only links of accepted
/// chains get in: so a hit can only repeat an acceptance, and refused chains leave nothing behind.
/// When a delegation expires is checked on each use, by whoever asks.
final class DelegationCache {
  private final SequencedMap<Key, Delegation> delegations;

  DelegationCache(int limitLinks) {
    delegations =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Key, Delegation> eldest) {
            return size() > limitLinks;
          }
        };
  }

  /// @param owner in lower case
  record Key(String owner, String payload, String signature) {}

  synchronized @Nullable Delegation find(Key key) {
    return delegations.get(key);
  }

  synchronized void add(Key key, Delegation delegation) {
    delegations.put(key, delegation);
  }

  /// Forgets a delegation whose time is over.
  synchronized void remove(Key key) {
    delegations.remove(key);
  }

  synchronized int size() {
    return delegations.size();
  }
}
