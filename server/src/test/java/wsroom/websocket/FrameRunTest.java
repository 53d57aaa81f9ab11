package wsroom.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// Frames that several backlogs wait for, kept once.
class FrameRunTest {
  private final BacklogMemory memory = new BacklogMemory(0, new OutboundCounters());
  private final FrameRun run = run();

  @Test
  void sumsAreThoseOfTheFramesAskedFor() {
    assertThat(run.count()).isEqualTo(3);
    assertThat(run.sizeBytes(0, 3)).isEqualTo(15);
    assertThat(run.sizeBytes(1, 3)).isEqualTo(11);
    assertThat(run.length(0)).isEqualTo(4);
    assertThat(run.reliableBytes(0, 3)).isEqualTo(10);
    assertThat(run.reliableBytes(1, 3)).isEqualTo(6);
    assertThat(run.reliableCount(0, 3)).isEqualTo(2);
    assertThat(run.reliableCount(1, 2)).isZero();
    assertThat(run.mayBeDropped(0)).isFalse();
    assertThat(run.mayBeDropped(1)).isTrue();
  }

  @Test
  void framesAndTheirRestAreTheBytesOfTheBatch() {
    assertThat(frame(run, 1)).isEqualTo(encoded("ccc"));
    assertThat(frame(run, 2)).isEqualTo(encoded("dddd"));
    assertThat(run.rest(2, 3)).isEqualTo("ddd".getBytes(StandardCharsets.UTF_8));
    assertThat(run.rest(0, 0)).isEqualTo(encoded("bb"));
  }

  @Test
  void reliableFramesAreCopiedOnceAndFoundByTheirNumber() {
    FrameRun reliable = run.reliableOnly();

    assertThat(run.reliableOnly()).isSameAs(reliable);
    assertThat(reliable.count()).isEqualTo(2);
    assertThat(reliable.mayBeDropped(1)).isFalse();
    assertThat(frame(reliable, run.reliableIndex(0))).isEqualTo(encoded("bb"));
    assertThat(frame(reliable, run.reliableIndex(2))).isEqualTo(encoded("dddd"));
    assertThat(run.reliableOf(1, 3).count()).isEqualTo(1);
    assertThat(frame(run.reliableOf(1, 3), 0)).isEqualTo(encoded("dddd"));
  }

  @Test
  void runIsCountedFromTheFirstReferenceToTheLast() {
    run.retain(memory);
    run.retain(memory);
    assertThat(run.memoryBytes()).isEqualTo(96 + 15 + 4 * 3 * 4);
    assertThat(memory.usedBytes()).isEqualTo(run.memoryBytes());
    run.release(memory);
    assertThat(memory.usedBytes()).isEqualTo(run.memoryBytes());
    run.release(memory);
    assertThat(memory.usedBytes()).isZero();
  }

  @Test
  void singleFrameIsARunOfOne() {
    FrameRun one = FrameRun.of(encoded("a"), true);

    assertThat(one.count()).isEqualTo(1);
    assertThat(one.length(0)).isEqualTo(3);
    assertThat(one.mayBeDropped(0)).isTrue();
  }

  private static FrameRun run() {
    FrameBatch batch = FrameBatch.forSockets(64);
    batch.add(encoded("a"), true);
    batch.add(encoded("bb"), false);
    batch.add(encoded("ccc"), true);
    batch.add(encoded("dddd"), false);
    return FrameRun.copyOf(batch, 1, 4);
  }

  private static byte[] encoded(String text) {
    return Frames.binary(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] frame(FrameRun run, int frame) {
    ByteBuffer target = ByteBuffer.allocate(run.length(frame));
    run.copy(frame, target);
    return target.array();
  }
}
