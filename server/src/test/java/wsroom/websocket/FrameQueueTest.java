package wsroom.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameQueueTest {

  private static final class Frame {
    final byte[] bytes;
    final long number;
    final long time;

    Frame(byte[] bytes, long number, long time) {
      this.bytes = bytes;
      this.number = number;
      this.time = time;
    }
  }

  @Test
  void whatGoesInComesOutInOrderThroughAllWrapsAndGrowths() {
    for (long seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      FrameQueue queue = new FrameQueue();
      ArrayDeque<Frame> model = new ArrayDeque<>();
      int longest = 1 << random.nextInt(3, 14);
      for (int round = 0; round < 200; round++) {
        if (random.nextInt(5) < 3) {
          Frame frame = frame(random, longest, round);
          model.add(frame);
          add(queue, frame, random.nextBoolean());
        } else if (!model.isEmpty()) {
          model.removeFirst();
          queue.removeOldest();
        }
        if (round % 5 == 0) {
          isLike(queue, model);
        }
      }
    }
  }

  @Test
  void anEmptyQueueHoldsNothing() {
    FrameQueue queue = new FrameQueue();

    assertThat(queue.count()).isZero();
    assertThat(queue.sizeBytes()).isZero();
  }

  private static Frame frame(Random random, int longest, int round) {
    byte[] bytes = new byte[2 + random.nextInt(longest)];
    random.nextBytes(bytes);
    return new Frame(bytes, round, 1_000L * round);
  }

  private static void add(FrameQueue queue, Frame frame, boolean fromBatch) {
    if (fromBatch) {
      FrameBatch batch = FrameBatch.forHandOver(16);
      batch.add(new byte[] {1, 2, 3}, false);
      batch.add(frame.bytes, false);
      queue.add(batch, 3, frame.bytes.length, frame.number, frame.time);
    } else {
      byte[] around = new byte[frame.bytes.length + 5];
      System.arraycopy(frame.bytes, 0, around, 5, frame.bytes.length);
      queue.add(around, 5, frame.bytes.length, frame.number, frame.time);
    }
  }

  private static void isLike(FrameQueue queue, ArrayDeque<Frame> model) {
    assertThat(queue.count()).isEqualTo(model.size());
    int place = 0;
    int offset = 0;
    for (Frame frame : model) {
      assertThat(queue.length(place)).isEqualTo(frame.bytes.length);
      assertThat(queue.number(place)).isEqualTo(frame.number);
      assertThat(queue.time(place)).isEqualTo(frame.time);
      ByteBuffer copy = ByteBuffer.allocate(frame.bytes.length);
      queue.copy(offset, copy, frame.bytes.length);
      assertThat(copy.array()).isEqualTo(frame.bytes);
      offset += frame.bytes.length;
      place++;
    }
    assertThat(queue.sizeBytes()).isEqualTo(offset);
  }
}
