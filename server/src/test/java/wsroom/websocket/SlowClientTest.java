package wsroom.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wsroom.websocket.ServerFrames.Close;
import wsroom.websocket.ServerFrames.Heard;
import wsroom.websocket.ServerFrames.Message;
import wsroom.websocket.ServerFrames.Pong;

/// What a slow client gets of all that waits for it, how much memory that takes, and what is
/// counted of it.
class SlowClientTest {
  private static final int LIMIT = 1_000;
  private static final int LARGE_LIMIT = 1 << 20;
  private static final int LITTLE_MEMORY = 3_000;
  private static final int CORK_MILLIS = 50;

  private final FakeIoThreads threads = FakeIoThreads.inOrder(1);
  private final FakeIoThread thread = threads.get(0);
  private final OutboundCounters counters = thread.outboundCounters();
  private final List<String> givenUp = new ArrayList<>();
  private final FakeTransport socket = new FakeTransport();
  private final Outbound out = outbound(LIMIT, thread.buffers());

  // --- Pongs ---

  @Test
  void clientThatReadsNoPongsHasTheLatestSixteenKibibytesOfThem() throws IOException {
    Outbound roomy = outbound(LARGE_LIMIT, thread.buffers());
    socket.takes(0);
    for (int number = 0; number < 1_000; number++) {
      byte[] pong = Frames.frame(Opcode.PONG, utf8("%062d".formatted(number)));
      roomy.sendControl(ClientFrames.joined(pong, pong));
    }
    assertThat(roomy.backlogBytes()).isEqualTo(16 * 1024);
    assertThat(counters.backlogMemoryBytes()).isEqualTo(16 * 1024);
    readsAll(roomy);

    List<Heard> heard = ServerFrames.exactlyIn(socket.written());
    assertThat(heard).hasSize(2 * 128).startsWith(pong("%062d".formatted(1_000 - 128)));
    assertThat(heard).endsWith(pong("%062d".formatted(999)));
    assertThat(counters.backlogMemoryBytes()).isZero();
    assertThat(counters.backlogBytes()).isZero();
  }

  @Test
  void pongTakesThePlaceOfTheOldestUpdate() throws IOException {
    socket.takes(0);
    sends(droppable("a".repeat(300)), droppable("b".repeat(300)), droppable("c".repeat(300)));
    out.sendControl(Frames.frame(Opcode.PONG, new byte[120]));
    assertThat(out.backlogBytes()).isEqualTo(2 * 304 + 122);
    assertThat(counters.droppedFrames()).isEqualTo(1);
    readsAll(out);

    assertReceived(
        new Pong(ByteString.copyFrom(new byte[120])),
        message("b".repeat(300)),
        message("c".repeat(300)));
  }

  @Test
  void pongForWhichOnlyReliableFramesLeaveNoRoomIsLeftOut() throws IOException {
    socket.takes(0);
    sends(reliable("r".repeat(LIMIT - 4)));
    out.sendControl(Frames.frame(Opcode.PONG, utf8("p")));
    assertThat(out.isOverflowed()).isFalse();
    readsAll(out);

    assertReceived(message("r".repeat(LIMIT - 4)));
    assertThat(counters.droppedFrames()).isZero();
  }

  @Test
  void pongsCutAtAnyByteContinueThere() throws IOException {
    byte[] one = Frames.frame(Opcode.PONG, utf8("one"));
    byte[] two = Frames.frame(Opcode.PONG, utf8("two!"));
    byte[] text = Frames.binary(utf8("text"));
    int size = one.length + two.length + text.length;
    for (int cut = 0; cut <= size; cut++) {
      FakeTransport line = new FakeTransport();
      Outbound cutOut = new Outbound(line, thread, thread.buffers(), LIMIT, () -> {});
      line.takes(0);
      cutOut.send(text, false);
      cutOut.sendControl(one);
      cutOut.sendControl(two);
      line.takes(cut);
      cutOut.onWritable();
      assertThat(cutOut.backlogBytes()).as("cut at %d", cut).isEqualTo(size - cut);
      assertThat(counters.backlogBytes()).isEqualTo(size - cut);
      line.takesEverything();
      cutOut.onWritable();

      assertThat(ServerFrames.exactlyIn(line.written()))
          .as("cut at %d", cut)
          .containsExactly(pong("one"), pong("two!"), message("text"));
      assertThat(counters.backlogMemoryBytes()).as("cut at %d", cut).isZero();
    }
  }

  // --- What is counted ---

  @Test
  void updatesDiscardedForACloseAreCountedOnceAsDropped() throws IOException {
    socket.takes(0);
    sends(droppable("a".repeat(300)), reliable("b".repeat(100)), droppable("c".repeat(300)));
    sends(reliable("r".repeat(400)));
    assertThat(counters.droppedFrames()).isEqualTo(1);
    sends(droppable("d".repeat(60)));
    byte[] close = Frames.close(1013, "slow");
    out.sendLast(close, true);

    assertThat(counters.droppedFrames()).isEqualTo(3);
    assertThat(counters.backlogBytes()).isEqualTo(close.length);
    readsAll(out);
    assertReceived(new Close(1013, "slow"));
  }

  @Test
  void updateThatDoesNotFitIsCountedAsDropped() throws IOException {
    socket.takes(0);
    sends(reliable("r".repeat(900)), droppable("d".repeat(300)));

    assertThat(counters.droppedFrames()).isEqualTo(1);
  }

  @Test
  void writesAndPartialOnesAreCounted() throws IOException {
    sends(reliable("a"));
    out.send(Frames.binary(utf8("b")), false);
    assertWrites(2, 0);
    socket.takes(1);
    sends(reliable("c"));
    assertWrites(3, 1);
    socket.takes(1);
    out.onWritable();
    assertWrites(4, 2);
    socket.takesEverything();
    out.onWritable();
    assertWrites(5, 2);
    socket.takes(1);
    out.send(Frames.binary(utf8("d")), false);
    assertWrites(6, 3);
  }

  @Test
  void bytesThatTheSocketTookOfTheBacklogAreCounted() throws IOException {
    socket.takes(3);
    sends(reliable("r".repeat(100)));
    assertThat(out.isBlocked()).isTrue();
    assertThat(out.drainedBytes()).isZero();
    socket.takes(40);
    out.onWritable();
    assertThat(out.drainedBytes()).isEqualTo(40);
    readsAll(out);

    assertThat(out.drainedBytes()).isEqualTo(102 - 3);
    assertThat(out.isBlocked()).isFalse();
  }

  @Test
  void backlogIsAllThatWaitsAndIsGoneWithTheConnection() throws IOException {
    Outbound other = new Outbound(new FakeTransport(), thread, thread.buffers(), LIMIT, () -> {});
    socket.takes(3);
    sends(reliable("welcome"));
    out.sendControl(Frames.frame(Opcode.PONG, utf8("p")));
    out.cork(CORK_MILLIS);
    sends(reliable("a"));
    other.cork(CORK_MILLIS);
    other.send(Frames.binary(utf8("b")), false);

    assertThat(out.backlogBytes()).isEqualTo(6 + 3 + 3);
    assertThat(counters.backlogBytes()).isEqualTo(6 + 3 + 3 + 3);
    assertThat(counters.backloggedConnections()).isEqualTo(2);
    out.release();
    assertThat(counters.backloggedConnections()).isEqualTo(1);
    other.release();
    assertThat(counters.backloggedConnections()).isZero();
    assertThat(counters.backlogBytes()).isZero();
    assertThat(counters.backlogMemoryBytes()).isZero();
  }

  // --- Ranges ---

  @Test
  void rangesOfThePeerBeforeAreNotSent() throws IOException {
    FrameBatch batch = FrameBatch.forSockets(64);
    for (String text : List.of("a", "b", "c", "d", "e")) {
      batch.add(Frames.binary(utf8(text)), false);
    }
    FrameRanges ranges = new FrameRanges();
    ranges.add(0, 1);
    ranges.add(2, 3);
    ranges.add(4, 5);
    out.send(batch, ranges);
    ranges.clear();
    ranges.add(1, 2);
    out.send(batch, ranges);
    assertThat(out.isIdle()).isTrue();
    socket.takes(1);
    out.send(batch, ranges);
    ranges.clear();
    ranges.add(3, 4);
    out.send(batch, ranges);
    readsAll(out);

    assertReceived("a", "c", "e", "b", "b", "d");
  }

  // --- Memory ---

  @ParameterizedTest
  @ValueSource(strings = {"first batch", "later batch", "later pong"})
  void backlogBeyondTheMemoryIsGivenUpHoweverItGrew(String way) throws IOException {
    Outbound reader = outbound(LARGE_LIMIT, new ThreadBuffers(LITTLE_MEMORY));
    socket.takes(0);
    switch (way) {
      case "first batch" -> send(reader, reliable("a".repeat(4_000)));
      case "later batch" -> {
        send(reader, reliable("a".repeat(1_000)));
        assertThat(givenUp).isEmpty();
        send(reader, reliable("b".repeat(2_000)));
      }
      default -> {
        send(reader, reliable("a".repeat(2_700)));
        assertThat(givenUp).isEmpty();
        reader.sendControl(Frames.frame(Opcode.PONG, new byte[120]));
      }
    }

    assertThat(givenUp).hasSize(1);
    assertThat(reader.backlogBytes()).isZero();
  }

  @Test
  void corkedFramesAreGivenUpWithTheBacklog() throws IOException {
    Outbound reader = outbound(LARGE_LIMIT, new ThreadBuffers(LITTLE_MEMORY));
    socket.takes(10);
    send(reader, reliable("w".repeat(1_030)));
    reader.cork(CORK_MILLIS);
    send(reader, reliable("a".repeat(1_000)));
    assertThat(givenUp).isEmpty();
    send(reader, reliable("b".repeat(1_000)));
    assertThat(givenUp).hasSize(1);
    assertThat(reader.backlogBytes()).as("the rest of the first frame").isEqualTo(1_024);
    reader.sendLast(Frames.close(1013, "memory"), true);
    readsAll(reader);
    threads.jumps(Duration.ofMillis(CORK_MILLIS));
    assertThat(reader.uncork()).isZero();

    assertReceived(message("w".repeat(1_030)), new Close(1013, "memory"));
  }

  @Test
  void littleThatIsLeftOfALargeBatchTakesLittleMemory() throws IOException {
    Outbound reader = outbound(LARGE_LIMIT, thread.buffers());
    Frame[] frames = new Frame[50];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = reliable("x".repeat(996));
    }
    socket.takes(49_000);
    send(reader, frames);

    assertThat(reader.backlogBytes()).isEqualTo(1_000);
    assertThat(counters.backlogMemoryBytes()).isBetween(1_000L, 1_500L);
  }

  // --- Corking ---

  @Test
  void corkHoldsAsMuchAsTheLimitAndNoMore() throws IOException {
    out.cork(CORK_MILLIS);
    out.send(Frames.binary(utf8("a".repeat(LIMIT - 4))), false);
    assertReceived();
    out.sendControl(Frames.frame(Opcode.PONG, utf8("p")));
    assertReceived(message("a".repeat(LIMIT - 4)), pong("p"));
    out.cork(CORK_MILLIS);
    out.send(Frames.binary(utf8("b".repeat(600))), false);
    out.send(Frames.binary(utf8("c".repeat(600))), false);

    assertReceived(
        message("a".repeat(LIMIT - 4)),
        pong("p"),
        message("b".repeat(600)),
        message("c".repeat(600)));
  }

  @Test
  void closeInPlaceOfTheBacklogReplacesCorkedFramesToo() throws IOException {
    socket.takes(1);
    sends(reliable("partial"), reliable("gone"));
    out.cork(CORK_MILLIS);
    sends(reliable("gone, too"));
    out.sendLast(Frames.close(1013, "slow"), true);
    readsAll(out);
    threads.jumps(Duration.ofMillis(CORK_MILLIS));
    assertThat(out.uncork()).isZero();

    assertReceived(message("partial"), new Close(1013, "slow"));
  }

  // --- The pace of writing ---

  @Test
  void backlogIsWrittenInPiecesEachWhenTheSocketAsks() throws IOException {
    Outbound reader = outbound(LARGE_LIMIT, thread.buffers());
    socket.takes(0);
    for (int i = 0; i < 40; i++) {
      send(reader, reliable("x".repeat(1_020)));
    }
    socket.takesEverything();
    reader.onWritable();
    assertThat(socket.writtenBytes()).isEqualTo(16 * 1024);
    reader.onWritable();

    assertThat(socket.writtenBytes()).isEqualTo(2 * 16 * 1024);
    assertThat(socket.wantsWritable()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void pauseBetweenTwoBacklogsDoesNotCountAsASlowLine(boolean corked) throws IOException {
    Outbound reader = outbound(LARGE_LIMIT, thread.buffers());
    socket.takes(0);
    sendsMany(reader, 100);
    while (socket.wantsWritable()) {
      // A megabyte a second.
      threads.jumps(Duration.ofMillis(10));
      socket.takes(10_000);
      reader.onWritable();
    }
    threads.jumps(Duration.ofSeconds(10));
    socket.takes(1_000);
    if (corked) {
      reader.cork(CORK_MILLIS);
      sendsMany(reader, 200);
      threads.jumps(Duration.ofMillis(CORK_MILLIS));
      assertThat(reader.uncork()).isZero();
    } else {
      sendsMany(reader, 200);
    }
    socket.takes(1_000);
    reader.onWritable();
    int before = socket.writtenBytes();
    socket.takesEverything();
    reader.onWritable();

    assertThat(socket.writtenBytes() - before).isBetween(40_000, 60_000);
  }

  @Test
  void updateThatASlowLineDoesNotTakeInTimeIsDroppedAfterATenthOfASecond() throws IOException {
    Outbound reader = outbound(LARGE_LIMIT, thread.buffers());
    socket.takes(0);
    sendsMany(reader, 10);
    for (int i = 0; i < 10; i++) {
      // Ten kilobytes a second.
      threads.jumps(Duration.ofMillis(50));
      socket.takes(500);
      reader.onWritable();
    }
    send(reader, droppable("position"));
    threads.jumps(Duration.ofMillis(100));
    socket.takes(0);
    reader.onWritable();
    assertThat(counters.droppedFrames()).isZero();
    threads.jumps(Duration.ofMillis(1));
    reader.onWritable();

    assertThat(counters.droppedFrames()).isEqualTo(1);
  }

  @Test
  void nothingFollowsALostReliableFrameEvenOnceAllElseIsRead() throws IOException {
    socket.takes(0);
    sends(reliable("before"));
    sends(reliable("lost".repeat(300)));
    assertThat(out.isOverflowed()).isTrue();
    readsAll(out);
    sends(reliable("after"));
    out.send(Frames.binary(utf8("after")), false);
    out.sendControl(Frames.frame(Opcode.PONG, utf8("after")));

    assertReceived("before");
  }

  // --- Helpers ---

  private record Frame(String text, boolean mayBeDropped) {}

  private static Frame reliable(String text) {
    return new Frame(text, false);
  }

  private static Frame droppable(String text) {
    return new Frame(text, true);
  }

  private Outbound outbound(int limitBytes, ThreadBuffers buffers) {
    return new Outbound(socket, thread, buffers, limitBytes, () -> givenUp.add("given up"));
  }

  private void sends(Frame... frames) throws IOException {
    send(out, frames);
  }

  private static void send(Outbound out, Frame... frames) throws IOException {
    FrameBatch batch = FrameBatch.forSockets(64);
    for (Frame frame : frames) {
      batch.add(Frames.binary(utf8(frame.text)), frame.mayBeDropped);
    }
    FrameRanges all = new FrameRanges();
    all.add(0, frames.length);
    out.send(batch, all);
  }

  private static void sendsMany(Outbound out, int frames) throws IOException {
    for (int i = 0; i < frames; i++) {
      send(out, reliable("x".repeat(996)));
    }
  }

  private void readsAll(Outbound reader) throws IOException {
    socket.takesEverything();
    while (socket.wantsWritable()) {
      reader.onWritable();
    }
  }

  private void assertWrites(int writes, int partial) {
    assertThat(counters.writes()).isEqualTo(writes);
    assertThat(counters.partialWrites()).isEqualTo(partial);
  }

  private void assertReceived(Heard... expected) {
    assertThat(ServerFrames.exactlyIn(socket.written())).containsExactly(expected);
  }

  private void assertReceived(String first, String... more) {
    List<Heard> expected = new ArrayList<>(List.of(message(first)));
    for (String text : more) {
      expected.add(message(text));
    }
    assertThat(ServerFrames.exactlyIn(socket.written())).isEqualTo(expected);
  }

  private static Message message(String text) {
    return new Message(ByteString.copyFromUtf8(text));
  }

  private static Pong pong(String text) {
    return new Pong(ByteString.copyFromUtf8(text));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }
}
