package authchain;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;

/// Accepted requests until they expire. Bounded: when it is full, new requests are rejected, since
/// evicting one would permit its replay. Thread-safe.
final class ReplayCache {
  private final int limitRequests;

  // Guarded by this.
  private final Set<ByteBuffer> known = new HashSet<>();
  private final Queue<Entry> byExpiry =
      new PriorityQueue<>(Comparator.comparingLong(Entry::expiryMillis));

  ReplayCache(int limitRequests) {
    this.limitRequests = limitRequests;
  }

  private record Entry(ByteBuffer digest, long expiryMillis) {}

  enum Outcome {
    NEW,
    REPLAYED,
    FULL
  }

  /// Adds a request.
  ///
  /// @param payload the signed text in lower case: the signature may not cover its case
  /// @param expiryMillis the last time at which the request's timestamp is accepted
  Outcome add(String owner, String payload, long nowMillis, long expiryMillis) {
    ByteBuffer digest = digest(owner, payload);
    synchronized (this) {
      for (Entry first = byExpiry.peek();
          first != null && first.expiryMillis() < nowMillis;
          first = byExpiry.peek()) {
        byExpiry.remove();
        known.remove(first.digest());
      }
      if (known.contains(digest)) {
        return Outcome.REPLAYED;
      }
      if (known.size() >= limitRequests) {
        return Outcome.FULL;
      }
      known.add(digest);
      byExpiry.add(new Entry(digest, expiryMillis));
      return Outcome.NEW;
    }
  }

  /// 32 bytes in place of a payload of up to 16 kB.
  private static ByteBuffer digest(String owner, String payload) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(owner.getBytes(UTF_8)); // always 42 bytes, so no separator is needed
      return ByteBuffer.wrap(sha256.digest(payload.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
