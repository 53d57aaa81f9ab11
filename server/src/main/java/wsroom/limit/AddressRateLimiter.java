package wsroom.limit;

import java.net.InetAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// How often one client address may do something.
///
/// Thread-safe.
public final class AddressRateLimiter {
  private static final int BURST_SECONDS = 10;

  /// Addresses whose rate is remembered. Beyond them the one not seen for longest is forgotten.
  private static final int MAX_REMEMBERED = 65_536;

  private final TokenBucket.Rate rate;
  private final boolean sparesLoopback;
  private final Map<String, TokenBucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

  /// @param perSecond how often, and ten times as often at once; 0 for any number
  /// @param sparesLoopback whether this machine's own address may do it as often as it likes
  public AddressRateLimiter(int perSecond, boolean sparesLoopback) {
    this.rate = TokenBucket.Rate.perSecond(perSecond, BURST_SECONDS);
    this.sparesLoopback = sparesLoopback;
  }

  /// Whether an address may do it once more now, which counts.
  public boolean take(InetAddress address, long now) {
    Optional<String> key = ConnectionLimiter.key(address, sparesLoopback);
    return rate.isUnlimited() || key.isEmpty() || take(key.get(), now);
  }

  private synchronized boolean take(String key, long now) {
    TokenBucket bucket = buckets.computeIfAbsent(key, unknown -> new TokenBucket(rate, now));
    if (buckets.size() > MAX_REMEMBERED) {
      Iterator<TokenBucket> oldest = buckets.values().iterator();
      oldest.next();
      oldest.remove();
    }
    if (bucket.take(1)) {
      return true;
    }
    bucket.refill(now);
    return bucket.take(1);
  }
}
