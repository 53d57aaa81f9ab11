package wsroom.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wsroom.websocket.ServerFrames.Heard;
import wsroom.websocket.ServerFrames.Message;

class FrameBatchTest {
  private static final int INITIAL_BYTES = 64;

  private final FrameBatch batch = FrameBatch.forSockets(INITIAL_BYTES);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 127, 65_535})
  void frameEncodedInPlaceEqualsAddedFrame(int length) {
    batch.begin(length).put(payload(length));
    batch.end(true);
    batch.add(Frames.binary(payload(length)), false);

    assertThat(everything()).containsExactly(message(length), message(length));
    assertThat(batch.payloadBytes(0)).isEqualTo(length);
    assertThat(batch.payloadBytes(1)).isEqualTo(length);
    assertThat(batch.mayBeDropped(0)).isTrue();
    assertThat(batch.mayBeDropped(1)).isFalse();
    assertThat(batch.start(1)).isEqualTo(batch.sizeBytes() / 2);
    assertThat(batch.start(2)).isEqualTo(batch.sizeBytes());
  }

  @Test
  void appendedFramesAreUnchanged() {
    FrameBatch other = FrameBatch.forHandOver(INITIAL_BYTES);
    for (int length = 0; length < 300; length++) {
      other.add(Frames.binary(payload(length)), length % 3 == 0);
    }
    for (int frame = 299; frame >= 0; frame--) {
      batch.append(other, frame);
    }

    List<Heard> expected = new ArrayList<>();
    for (int length = 299; length >= 0; length--) {
      expected.add(message(length));
      assertThat(batch.mayBeDropped(299 - length)).isEqualTo(length % 3 == 0);
    }
    assertThat(everything()).isEqualTo(expected);
    assertThat(other.count()).isEqualTo(300);
  }

  @Test
  void viewsMatchRangesWhileTheBatchGrows() {
    Random random = new Random(6);
    List<Heard> frames = new ArrayList<>();
    for (int round = 0; round < 300; round++) {
      int length = random.nextInt(200);
      batch.begin(length).put(payload(length));
      batch.end(false);
      frames.add(message(length));

      FrameRanges ranges = new FrameRanges();
      List<Heard> expected = new ArrayList<>();
      for (int frame = 0; frame < frames.size(); frame++) {
        int to = Math.min(frames.size(), frame + random.nextInt(1 + round / 4));
        ranges.add(frame, to);
        expected.addAll(frames.subList(frame, to));
        frame = Math.max(frame, to);
      }
      assertThat(viewed(ranges)).isEqualTo(expected);
    }
  }

  @Test
  void emptyRangeIsOmitted() {
    FrameRanges ranges = new FrameRanges();
    ranges.add(3, 3);
    ranges.add(4, 2);

    assertThat(ranges.count()).isZero();
  }

  @Test
  void clearRemovesAllRanges() {
    FrameRanges ranges = new FrameRanges();
    for (int from = 0; from < 100; from += 2) {
      ranges.add(from, from + 1);
    }
    assertThat(ranges.count()).isEqualTo(50);
    assertThat(ranges.from(49)).isEqualTo(98);
    assertThat(ranges.to(49)).isEqualTo(99);

    ranges.clear();
    assertThat(ranges.count()).isZero();
  }

  @Test
  void clearedBatchIsEmptyAndReusable() {
    batch.add(Frames.binary(payload(500)), true);
    batch.clear();
    assertThat(batch.isEmpty()).isTrue();
    assertThat(batch.sizeBytes()).isZero();

    batch.add(Frames.binary(payload(3)), false);
    assertThat(everything()).containsExactly(message(3));
    assertThat(batch.mayBeDropped(0)).isFalse();
  }

  @Test
  void memoryOfABurstIsReleasedAfterIt() {
    for (int i = 0; i < 40; i++) {
      batch.add(Frames.binary(payload(60_000)), true);
    }
    assertThat(batch.capacityBytes()).isGreaterThan(2_000_000);
    for (int calm = 0; calm < 200; calm++) {
      batch.clear();
      batch.add(Frames.binary(payload(20)), true);
      assertThat(everything()).containsExactly(message(20));
    }

    assertThat(batch.capacityBytes()).isLessThanOrEqualTo(4 * INITIAL_BYTES);
  }

  @Test
  void bytesAreCopiedFromAnyOffset() {
    batch.add(Frames.binary(payload(10)), false);
    byte[] copy = new byte[8];

    batch.copy(4, copy, 2, 5);

    assertThat(copy).isEqualTo(new byte[] {0, 0, 2, 3, 4, 5, 6, 0});
  }

  private List<Heard> everything() {
    FrameRanges all = new FrameRanges();
    all.add(0, batch.count());
    return viewed(all);
  }

  private List<Heard> viewed(FrameRanges ranges) {
    ByteBuffer stream = ByteBuffer.allocate(1 << 23);
    ByteBuffer[] views = batch.views(ranges);
    for (int range = 0; range < ranges.count(); range++) {
      stream.put(views[range]);
    }
    byte[] bytes = new byte[stream.position()];
    stream.flip().get(bytes);
    return ServerFrames.exactlyIn(bytes);
  }

  private static byte[] payload(int length) {
    byte[] payload = new byte[length];
    for (int i = 0; i < length; i++) {
      payload[i] = (byte) i;
    }
    return payload;
  }

  private static Message message(int length) {
    return new Message(ByteString.copyFrom(payload(length)));
  }
}
