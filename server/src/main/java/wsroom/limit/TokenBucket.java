package wsroom.limit;

import java.util.concurrent.TimeUnit;
import wsroom.websocket.IoThread;

/// A token bucket that reads the clock only when it runs out of tokens.
///
/// While there are tokens, taking one is a subtraction. So after a long idle time up to twice the
/// burst may pass.
///
/// Not thread-safe.
public final class TokenBucket {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Rate rate;
  private long tokens;
  private long refilledNanos;

  /// Creates a full bucket.
  public TokenBucket(Rate rate, long now) {
    this.rate = rate;
    this.tokens = rate.burst();
    this.refilledNanos = now;
  }

  /// The fill rate of a bucket and its capacity. All buckets of a kind share one.
  public record Rate(double tokensPerNano, long burst) {
    private static final Rate UNLIMITED = new Rate(0, Long.MAX_VALUE);

    /// @param rate tokens a second; 0 for no limit
    public static Rate perSecond(int rate, int burstSeconds) {
      return rate == 0 ? UNLIMITED : new Rate((double) rate / SECOND, (long) rate * burstSeconds);
    }

    /// @param rate tokens a second; 0 for no limit
    /// @param burst the capacity
    public static Rate withBurst(int rate, long burst) {
      return rate == 0 ? UNLIMITED : new Rate((double) rate / SECOND, burst);
    }

    /// @param rate tokens a minute, and the capacity; 0 for no limit
    public static Rate perMinute(int rate) {
      return rate == 0 ? UNLIMITED : new Rate(rate / (60.0 * SECOND), rate);
    }

    boolean isUnlimited() {
      return equals(UNLIMITED);
    }
  }

  /// Takes tokens without reading the clock. Returns false, and takes none, if there are too few;
  /// a [#refill] may then add some.
  public boolean take(long amount) {
    if (amount > tokens) {
      return false;
    }
    tokens -= amount;
    return true;
  }

  /// Takes tokens, in advance if there are too few.
  ///
  /// @return the time until the bucket has made up for them, in nanoseconds; 0 if there were enough
  public long reserve(long amount, IoThread clock) {
    tokens -= amount;
    if (tokens >= 0) {
      return 0;
    }
    refill(clock.nanoTime());
    return tokens >= 0 ? 0 : (long) (-tokens / rate.tokensPerNano());
  }

  /// Adds the tokens of the time since the last refill.
  public void refill(long now) {
    long gained = (long) ((now - refilledNanos) * rate.tokensPerNano());
    if (gained > 0) {
      tokens = Math.min(rate.burst(), tokens + gained);
      // Not to now: the fraction of a token gained beyond would be lost at each refill.
      refilledNanos =
          Math.min(now - refilledNanos, (long) (gained / rate.tokensPerNano())) + refilledNanos;
    }
  }
}
