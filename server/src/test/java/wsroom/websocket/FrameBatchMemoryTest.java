package wsroom.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// How the buffers of a batch grow, and when they are given back.
class FrameBatchMemoryTest {
  private static final int INITIAL_BYTES = 64;

  private final FrameBatch batch = FrameBatch.forSockets(INITIAL_BYTES);

  @Test
  void batchForSocketsIsOutsideTheHeapAndOneForHandOverIsNot() {
    assertThat(batch.begin(1).isDirect()).isTrue();
    assertThat(FrameBatch.forHandOver(INITIAL_BYTES).begin(1).isDirect()).isFalse();
  }

  @Test
  void bufferDoublesOnceItIsMoreThanFull() {
    batch.add(new byte[INITIAL_BYTES], false);
    assertThat(batch.capacityBytes()).isEqualTo(INITIAL_BYTES);
    batch.add(new byte[1], false);
    assertThat(batch.capacityBytes()).isEqualTo(2 * INITIAL_BYTES);
  }

  @Test
  void frameLongerThanTheDoubledBufferGetsWhatItNeeds() {
    batch.add(new byte[10], false);
    batch.begin(1_000).put(new byte[1_000]);
    batch.end(false);

    assertThat(batch.capacityBytes()).isEqualTo(10 + 4 + 1_000);
    assertThat(batch.payloadBytes(1)).isEqualTo(1_000);
  }

  @Test
  void fourTimesTheInitialBufferIsKeptForGood() {
    batch.add(new byte[4 * INITIAL_BYTES], false);
    for (int calm = 0; calm < 200; calm++) {
      batch.clear();
    }

    assertThat(batch.capacityBytes()).isEqualTo(4 * INITIAL_BYTES);
  }

  @Test
  void bufferOfABurstIsHalvedOnceRecentSizesAreAQuarterOfIt() {
    batch.add(new byte[1_000], false);
    // A sixteenth of the peak is forgotten each time: 22 times it is more than 250 bytes.
    for (int calm = 1; calm <= 22; calm++) {
      batch.clear();
    }
    assertThat(batch.capacityBytes()).isEqualTo(1_000);

    batch.clear();
    assertThat(batch.capacityBytes()).isEqualTo(2 * 247);
  }

  @Test
  void copyForSlowConnectionsIsSharedUntilAnotherFrameIsAdded() {
    batch.add(new byte[3], false);
    FrameRun first = batch.shared();
    assertThat(batch.shared()).isSameAs(first);
    batch.add(new byte[4], true);
    assertThat(batch.shared()).isNotSameAs(first);
    assertThat(batch.shared().sizeBytes(0, 2)).isEqualTo(7);
  }

  @Test
  void copyOfTheLastUseIsNotThatOfTheNext() {
    batch.add(new byte[3], false);
    FrameRun first = batch.shared();
    batch.clear();
    batch.add(new byte[5], false);

    assertThat(batch.shared()).isNotSameAs(first);
    assertThat(batch.shared().length(0)).isEqualTo(5);
  }

  @Test
  void viewsAreKeptAndAtLeastDoubledWhenThereAreTooFew() {
    for (int frame = 0; frame < 10; frame++) {
      batch.add(new byte[1], false);
    }
    var one = batch.views(everySecond(1));
    assertThat(one).hasSize(1);
    assertThat(batch.views(everySecond(1))).isSameAs(one);
    assertThat(batch.views(everySecond(2))).hasSize(2);
    assertThat(batch.views(everySecond(3))).hasSize(4);
  }

  @Test
  void batchGrowsBeyondItsFirstFrames() {
    for (int frame = 0; frame < 129; frame++) {
      batch.add(new byte[1], frame % 2 == 0);
    }

    assertThat(batch.count()).isEqualTo(129);
    assertThat(batch.start(128)).isEqualTo(128);
    assertThat(batch.mayBeDropped(128)).isTrue();
    assertThat(batch.mayBeDropped(127)).isFalse();
  }

  private static FrameRanges everySecond(int count) {
    FrameRanges ranges = new FrameRanges();
    for (int range = 0; range < count; range++) {
      ranges.add(2 * range, 2 * range + 1);
    }
    return ranges;
  }
}
