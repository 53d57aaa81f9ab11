package wsroom.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import wsroom.websocket.ServerFrames.Heard;
import wsroom.websocket.ServerFrames.Message;

/// A backlog larger than the buffer from which it is written, [ThreadBuffers#staging].
class LargeBacklogTest {
  private static final int FRAMES = 20;
  private static final int PAYLOAD_BYTES = 50_000;
  private static final int LIMIT = 2 * FRAMES * PAYLOAD_BYTES;

  private final FakeIoThreads threads = FakeIoThreads.inOrder(1);
  private final FakeIoThread thread = threads.get(0);
  private final FakeTransport socket = new FakeTransport();
  private final Outbound out = new Outbound(socket, thread, thread.buffers(), LIMIT, () -> {});
  private final List<Heard> sent = new ArrayList<>();

  @Test
  void backlogLargerThanTheStagingBufferArrivesWholeAndInOrder() throws IOException {
    keepsWaiting();
    assertThat(out.backlogBytes()).isGreaterThan(thread.buffers().staging.capacity());
    socket.takesEverything();
    while (socket.wantsWritable()) {
      out.onWritable();
    }

    assertThat(out.isIdle()).isTrue();
    assertThat(out.backlogBytes()).isZero();
    assertThat(ServerFrames.exactlyIn(socket.written())).isEqualTo(sent);
  }

  @Test
  void largeBacklogTakenInUnevenPartsArrivesWholeAndInOrder() throws IOException {
    keepsWaiting();
    for (int turn = 0; socket.wantsWritable(); turn++) {
      assertThat(turn).isLessThan(1_000);
      socket.takes(10_007 + 7_000L * (turn % 20));
      out.onWritable();
    }

    assertThat(out.isIdle()).isTrue();
    assertThat(ServerFrames.exactlyIn(socket.written())).isEqualTo(sent);
  }

  private void keepsWaiting() throws IOException {
    socket.takes(0);
    FrameRanges one = new FrameRanges();
    one.add(0, 1);
    for (int number = 0; number < FRAMES; number++) {
      byte[] payload = new byte[PAYLOAD_BYTES];
      payload[0] = (byte) number;
      FrameBatch batch = FrameBatch.forSockets(64);
      batch.add(Frames.binary(payload), false);
      out.send(batch, one);
      sent.add(new Message(ByteString.copyFrom(payload)));
    }
  }
}
