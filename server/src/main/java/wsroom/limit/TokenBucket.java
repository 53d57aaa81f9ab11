package wsroom.limit;

import java.util.concurrent.TimeUnit;
import wsroom.websocket.IoThread;

/// Lets a number of things pass per time, and some more at once after a rest.
///
/// As long as there are tokens, taking one is a subtraction; the clock is looked at only when they
/// run out. So after a long rest up to twice the burst may pass.
///
/// Not thread-safe.
public final class TokenBucket {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Rate rate;
  private long tokens;
  private long filledNanos;

  /// A full one.
  public TokenBucket(Rate rate, long now) {
    this.rate = rate;
    this.tokens = rate.burst();
    this.filledNanos = now;
  }

  /// How fast a bucket fills up, and how much it holds. All buckets of a kind share theirs.
  public record Rate(double tokensPerNano, long burst) {
    private static final Rate UNLIMITED = new Rate(0, Long.MAX_VALUE);

    /// @param rate how many a second; 0 for any number
    public static Rate perSecond(int rate, int burstSeconds) {
      return rate == 0 ? UNLIMITED : new Rate((double) rate / SECOND, (long) rate * burstSeconds);
    }

    /// @param rate how many a second; 0 for any number
    /// @param burst how many at once
    public static Rate withBurst(int rate, long burst) {
      return rate == 0 ? UNLIMITED : new Rate((double) rate / SECOND, burst);
    }

    /// @param rate how many a minute, and as many at once; 0 for any number
    public static Rate perMinute(int rate) {
      return rate == 0 ? UNLIMITED : new Rate(rate / (60.0 * SECOND), rate);
    }

    boolean isUnlimited() {
      return equals(UNLIMITED);
    }
  }

  /// Takes some tokens without looking at the clock. Returns false, and takes none, if there are
  /// not enough; then [#refill] may help.
  public boolean take(long amount) {
    if (amount > tokens) {
      return false;
    }
    tokens -= amount;
    return true;
  }

  /// Takes some tokens, in advance if there are not enough.
  ///
  /// @return how long it takes until they have come, in nanoseconds; 0 if they are there
  public long reserve(long amount, IoThread clock) {
    tokens -= amount;
    if (tokens >= 0) {
      return 0;
    }
    refill(clock.nanoTime());
    return tokens >= 0 ? 0 : (long) (-tokens / rate.tokensPerNano());
  }

  /// Adds the tokens for the time that has passed.
  public void refill(long now) {
    long gained = (long) ((now - filledNanos) * rate.tokensPerNano());
    if (gained > 0) {
      tokens = Math.min(rate.burst(), tokens + gained);
      // Not to now: the part of a token that has been gained beyond would be lost each time.
      filledNanos =
          Math.min(now - filledNanos, (long) (gained / rate.tokensPerNano())) + filledNanos;
    }
  }
}
