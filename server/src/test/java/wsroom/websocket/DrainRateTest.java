package wsroom.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DrainRateTest {
  private static final long START = -7;
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;
  private static final int UNKNOWN = 77;

  private final DrainRate rate = new DrainRate();

  @Test
  void rateIsUnknownUntilASampleIsComplete() {
    rate.begin();
    rate.record(1_000, START);
    rate.record(500, START + 50 * MILLI - 1);
    assertThat(rate.bytesIn(SECOND, UNKNOWN)).isEqualTo(UNKNOWN);

    rate.record(9_999, START + 50 * MILLI);
    assertThat(rate.bytesIn(SECOND, UNKNOWN)).isEqualTo(30_000);
    assertThat(rate.bytesIn(SECOND / 2, UNKNOWN)).isEqualTo(15_000);
  }

  @Test
  void eachSampleCountsAsMuchAsAllBefore() {
    samples(1_500, START);
    rate.record(300, START + 60 * MILLI);
    rate.record(0, START + 100 * MILLI);
    assertThat(rate.bytesIn(SECOND, UNKNOWN)).isEqualTo(18_000);

    rate.record(50, START + 120 * MILLI);
    rate.record(0, START + 150 * MILLI);
    assertThat(rate.bytesIn(SECOND, UNKNOWN)).isEqualTo(9_500);
  }

  @Test
  void timeInWhichNothingWaitsIsNotMeasured() {
    samples(1_500, START);
    rate.record(700, START + 60 * MILLI);
    rate.begin();
    assertThat(rate.bytesIn(SECOND, UNKNOWN)).isEqualTo(30_000);

    samples(100, START + 10 * SECOND);
    assertThat(rate.bytesIn(SECOND, UNKNOWN)).isEqualTo(16_000);
  }

  @Test
  void fastLineTakesAsMuchAsAnIntHolds() {
    samples(1_000_000_000, START);

    assertThat(rate.bytesIn(3_600 * SECOND, UNKNOWN)).isEqualTo(Integer.MAX_VALUE);
  }

  /// A sample of 50 ms.
  private void samples(long bytes, long start) {
    rate.record(bytes, start);
    rate.record(0, start + 50 * MILLI);
  }
}
