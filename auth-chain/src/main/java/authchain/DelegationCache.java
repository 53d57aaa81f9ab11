package authchain;

import authchain.EphemeralText.Parsed.Delegation;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// LRU cache of recently verified ephemeral links, so that a returning session costs one recovery.
/// Bounded. Thread-safe.
///
/// The key is a digest of all inputs of the verification, and only links of accepted chains are
/// added: a hit can only repeat an acceptance, and rejected chains leave nothing behind. The caller
/// checks the expiration on each use.
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

  /// The SHA-256 digest of a link: the texts themselves would take ten times the memory.
  record Key(long first, long second, long third, long fourth) {

    /// @param owner in lower case
    static Key of(String owner, String payload, String signature) {
      try {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (String part : new String[] {owner, payload, signature}) {
          // With each part's length, and char by char: distinct links give distinct bytes.
          ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + Character.BYTES * part.length());
          bytes.putInt(part.length()).asCharBuffer().put(part);
          digest.update(bytes.array());
        }
        ByteBuffer bits = ByteBuffer.wrap(digest.digest());
        return new Key(bits.getLong(), bits.getLong(), bits.getLong(), bits.getLong());
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }
  }

  synchronized @Nullable Delegation find(Key key) {
    return delegations.get(key);
  }

  synchronized void add(Key key, Delegation delegation) {
    delegations.put(key, delegation);
  }

  /// Removes an expired delegation.
  synchronized void remove(Key key) {
    delegations.remove(key);
  }

  synchronized int size() {
    return delegations.size();
  }
}
