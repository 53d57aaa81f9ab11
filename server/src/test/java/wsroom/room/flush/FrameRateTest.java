package wsroom.room.flush;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The figures by which a room gathers frames.
class FrameRateTest {
  private static final long MILLI = 1_000_000;
  private static final long WINDOW = 5 * MILLI;

  private final FrameRate rate = new FrameRate(WINDOW, 0);

  @Test
  void usualGapFollowsEachGapByASixteenth() {
    assertThat(rate.silentAtNanos()).isEqualTo(4 * WINDOW);
    rate.onFrames(WINDOW);
    assertThat(rate.silentAtNanos()).isEqualTo(WINDOW + 4 * 4_687_500);
    rate.onFrames(WINDOW + 10 * MILLI);
    assertThat(rate.silentAtNanos()).isEqualTo(WINDOW + 10 * MILLI + 4 * 4_980_468);
  }

  @Test
  void usualGapIsTheWindowAtMost() {
    rate.onFrames(MILLI);
    rate.onFrames(11 * MILLI);
    rate.onFrames(21 * MILLI);

    assertThat(rate.silentAtNanos()).isEqualTo(21 * MILLI + 4 * WINDOW);
  }

  @Test
  void framesReadTogetherSayNothingOfTheGap() {
    rate.onFrames(50_000);
    assertThat(rate.silentAtNanos()).isEqualTo(50_000 + 4 * WINDOW);
    rate.onFrames(100_001);
    assertThat(rate.silentAtNanos()).isEqualTo(100_001 + 4 * 4_687_500);
  }

  @Test
  void silenceLastsHalfAMillisecondAtLeast() {
    long now = 0;
    for (int frame = 0; frame < 1_000; frame++) {
      now += 60_000;
      rate.onFrames(now);
    }

    assertThat(rate.silentAtNanos()).isEqualTo(now + MILLI / 2);
  }

  @Test
  void fractionOfAFrameIsCarriedToTheNextFlush() {
    assertThat(rate.framesPerFlush()).isEqualTo(1);
    // One frame a window: 0.5 + sqrt(0.25 + 3.2), which is 2.36.
    rate.onFlush(100, 0);
    List<Integer> enough = new ArrayList<>(List.of(rate.framesPerFlush()));
    for (int flush = 0; flush < 5; flush++) {
      rate.onFlush(0, 0);
      enough.add(rate.framesPerFlush());
    }

    assertThat(enough).containsExactly(2, 2, 3, 2, 2, 3);
  }

  @Test
  void rateIsHalvedByEachHalfSecondWithoutFrames() {
    rate.onFlush(150, 0);
    assertThat(rate.framesPerFlush()).isEqualTo(2);
    rate.onFlush(0, 500 * MILLI);
    // 0.75 frames a window: 2.13 frames, and 0.75 carried.
    assertThat(rate.framesPerFlush()).isEqualTo(2);
    rate.onFlush(0, 1_000 * MILLI);
    assertThat(rate.framesPerFlush()).isEqualTo(1);

    // Nothing is carried beyond a rate at which one frame is worth a write.
    rate.onFlush(63, 1_000 * MILLI);
    assertThat(rate.framesPerFlush()).isEqualTo(2);
    rate.onFlush(0, 1_000 * MILLI);
    assertThat(rate.framesPerFlush()).isEqualTo(2);
  }
}
