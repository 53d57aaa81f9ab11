package wsroom.session;

import java.util.concurrent.TimeUnit;

/// Lets a number of things pass per time, and some more at once after a rest.
///
/// As long as there are tokens, taking one is a subtraction; the clock is looked at only when they
/// run out. So after a long rest up to twice the burst may pass.
///
/// Not thread-safe.
final class TokenBucket {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final double tokensPerNano;
  private final long burst;
  private long tokens;
  private long filledNanos;

  private TokenBucket(double tokensPerNano, long burst, long now) {
    this.tokensPerNano = tokensPerNano;
    this.burst = burst;
    this.tokens = burst;
    this.filledNanos = now;
  }

  /// @param rate how many a second; 0 for any number
  static TokenBucket perSecond(int rate, int burstSeconds, long now) {
    return rate == 0
        ? unlimited()
        : new TokenBucket((double) rate / SECOND, (long) rate * burstSeconds, now);
  }

  /// @param rate how many a minute, and as many at once; 0 for any number
  static TokenBucket perMinute(int rate, long now) {
    return rate == 0 ? unlimited() : new TokenBucket(rate / (60.0 * SECOND), rate, now);
  }

  private static TokenBucket unlimited() {
    return new TokenBucket(0, Long.MAX_VALUE, 0);
  }

  /// Takes some tokens without looking at the clock. Returns false, and takes none, if there are
  /// not enough; then [#refill] may help.
  boolean take(long amount) {
    if (amount > tokens) {
      return false;
    }
    tokens -= amount;
    return true;
  }

  /// Adds the tokens for the time that has passed.
  void refill(long now) {
    long gained = (long) ((now - filledNanos) * tokensPerNano);
    if (gained > 0) {
      tokens = Math.min(burst, tokens + gained);
      // Not to now: the part of a token that has been gained beyond would be lost each time.
      filledNanos = Math.min(now - filledNanos, (long) (gained / tokensPerNano)) + filledNanos;
    }
  }
}
