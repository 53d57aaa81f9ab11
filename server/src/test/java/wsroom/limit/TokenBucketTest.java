package wsroom.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import wsroom.limit.TokenBucket.Rate;

class TokenBucketTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /// The JVM's clock has an arbitrary origin, and may overflow.
  private static final long START = Long.MAX_VALUE - SECOND / 2;

  @Test
  void burstIsFollowedByTheRate() {
    TokenBucket bucket = new TokenBucket(Rate.perSecond(5, 3), START);
    assertThat(bucket.take(15)).isTrue();
    assertThat(bucket.take(1)).isFalse();

    bucket.refill(START + SECOND);
    assertThat(bucket.take(6)).isFalse();
    assertThat(bucket.take(5)).isTrue();
  }

  @Test
  void failedTakeTakesNoTokens() {
    TokenBucket bucket = new TokenBucket(Rate.perSecond(1, 10), START);
    assertThat(bucket.take(11)).isFalse();
    assertThat(bucket.take(10)).isTrue();
  }

  @Test
  void longIdleTimeFillsTheBucketToTheBurstAndNoMore() {
    TokenBucket bucket = new TokenBucket(Rate.perSecond(5, 3), START);
    bucket.take(15);
    bucket.refill(START + 3_600 * SECOND);
    assertThat(bucket.take(16)).isFalse();
    assertThat(bucket.take(15)).isTrue();
  }

  @Test
  void manyRefillsAddAsMuchAsOne() {
    TokenBucket bucket = new TokenBucket(Rate.perMinute(6), START);
    bucket.take(6);
    for (int i = 1; i <= 1_000; i++) {
      bucket.refill(START + i * SECOND / 100);
    }
    assertThat(bucket.take(1)).isTrue();
    assertThat(bucket.take(1)).isFalse();
  }

  @Test
  void senderAboveTheRateGetsTheWholeRate() {
    TokenBucket bucket = new TokenBucket(Rate.perSecond(200, 10), START);
    bucket.take(2_000);
    int passed = 0;
    for (int i = 1; i <= 3_000; i++) {
      bucket.refill(START + i * SECOND / 300);
      passed += bucket.take(1) ? 1 : 0;
    }
    assertThat(passed).isBetween(1_999, 2_000);
  }

  @Test
  void rateOfZeroIsNoLimit() {
    assertThat(new TokenBucket(Rate.perSecond(0, 10), START).take(1L << 40)).isTrue();
    assertThat(new TokenBucket(Rate.perMinute(0), START).take(1L << 40)).isTrue();
  }
}
