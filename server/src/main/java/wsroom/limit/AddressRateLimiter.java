package wsroom.limit;

import java.net.InetAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Limits the rate of one kind of request per client address, with a token bucket for each.
///
/// Thread-safe.
public final class AddressRateLimiter {
  private static final int BURST_SECONDS = 10;

  /// Addresses that have a bucket. Beyond them the least recently used one is evicted.
  private static final int MAX_ADDRESSES = 65_536;

  private final TokenBucket.Rate rate;
  private final boolean exemptsLoopback;
  private final Map<String, TokenBucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

  /// @param perSecond requests a second, with a burst of ten times as many; 0 for no limit
  /// @param exemptsLoopback whether loopback addresses have no limit
  public AddressRateLimiter(int perSecond, boolean exemptsLoopback) {
    this.rate = TokenBucket.Rate.perSecond(perSecond, BURST_SECONDS);
    this.exemptsLoopback = exemptsLoopback;
  }

  /// Takes one token of an address. Returns false if none is left.
  public boolean take(InetAddress address, long now) {
    Optional<String> key = ConnectionLimiter.key(address, exemptsLoopback);
    return rate.isUnlimited() || key.isEmpty() || take(key.get(), now);
  }

  private synchronized boolean take(String key, long now) {
    TokenBucket bucket = buckets.computeIfAbsent(key, unknown -> new TokenBucket(rate, now));
    if (buckets.size() > MAX_ADDRESSES) {
      Iterator<TokenBucket> leastRecent = buckets.values().iterator();
      leastRecent.next();
      leastRecent.remove();
    }
    if (bucket.take(1)) {
      return true;
    }
    bucket.refill(now);
    return bucket.take(1);
  }
}
