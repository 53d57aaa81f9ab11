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

/// The requests that were accepted and whose time is not yet over. Bounded: when it is full, new
/// requests are turned away, for to forget one would let it be replayed. Safe for use by many
/// threads.
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

  /// Remembers a request.
  ///
  /// @param payload the signed text in lower case: its case may not be covered by the signature
  /// @param expiryMillis the last moment at which the request's timestamp would be accepted
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

  /// 32 bytes in place of a payload that may be 16 kB.
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
