package wsroom.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import wsroom.websocket.ServerFrames.Close;
import wsroom.websocket.ServerFrames.Heard;
import wsroom.websocket.ServerFrames.Message;
import wsroom.websocket.ServerFrames.Pong;

/// Slow consumers: frames that the socket does not take are queued in order, within limits, or
/// dropped whole.
class OutboundTest {
  private static final int CORK_MILLIS = 50;
  private static final Duration PAUSE = Duration.ofMillis(CORK_MILLIS);
  private static final int LIMIT = 1_000;

  private final FakeIoThreads threads = FakeIoThreads.inOrder(1);
  private final FakeIoThread thread = threads.get(0);
  private final FakeTransport socket = new FakeTransport();
  private final Outbound out = new Outbound(socket, thread, thread.buffers(), LIMIT, () -> {});

  @Test
  void framesThatTheSocketTakesAreNotQueued() throws IOException {
    sends(reliable("a"), droppable("b"));
    sends(reliable("c"));

    assertReceived("a", "b", "c");
    assertThat(out.isIdle()).isTrue();
    assertThat(socket.wantsWritable()).isFalse();
    assertThat(socket.writes()).isEqualTo(2);
  }

  @Test
  void batchWrittenUpToAnyByteContinuesThere() throws IOException {
    Frame[] frames = {
      reliable("one"), droppable("two"), reliable(""), droppable("x".repeat(200)), reliable("end")
    };
    int size = size(frames);
    for (int cut = 0; cut <= size; cut++) {
      for (int second : new int[] {0, 1, 7, size}) {
        FakeTransport cutSocket = new FakeTransport();
        Outbound cutOut = new Outbound(cutSocket, thread, thread.buffers(), LIMIT, () -> {});
        cutSocket.takes(cut);
        send(cutOut, frames);
        assertThat(cutOut.isIdle()).as("cut at %d", cut).isEqualTo(cut == size);
        assertThat(cutOut.backlogBytes()).isEqualTo(size - cut);
        cutSocket.takes(second);
        cutOut.onWritable();
        cutSocket.takesEverything();
        cutOut.onWritable();

        assertThat(ServerFrames.exactlyIn(cutSocket.written()))
            .as("cut at %d and then %d", cut, second)
            .isEqualTo(messages(frames));
        assertThat(cutOut.isIdle()).isTrue();
        assertThat(cutSocket.wantsWritable()).isFalse();
      }
    }
    assertThat(thread.outboundCounters().backlogBytes()).isZero();
    assertThat(thread.outboundCounters().backloggedConnections()).isZero();
    assertThat(thread.outboundCounters().droppedFrames()).isZero();
  }

  @Test
  void batchOfManyRangesWrittenUpToAnyByteContinuesThere() throws IOException {
    FrameBatch batch = FrameBatch.forSockets(64);
    FrameRanges ranges = new FrameRanges();
    List<Heard> expected = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      batch.add(reliable("frame " + i).encoded(), i % 2 == 0);
    }
    for (int[] range : new int[][] {{0, 2}, {3, 4}, {5, 9}, {11, 12}}) {
      ranges.add(range[0], range[1]);
      for (int i = range[0]; i < range[1]; i++) {
        expected.add(reliable("frame " + i).message());
      }
    }
    for (int cut = 0; cut < 90; cut++) {
      FakeTransport cutSocket = new FakeTransport();
      Outbound cutOut = new Outbound(cutSocket, thread, thread.buffers(), LIMIT, () -> {});
      cutSocket.takes(cut);
      cutOut.send(batch, ranges);
      cutSocket.takesEverything();
      cutOut.onWritable();

      assertThat(ServerFrames.exactlyIn(cutSocket.written()))
          .as("cut at %d", cut)
          .isEqualTo(expected);
    }
  }

  @Test
  void framesSentDuringABacklogAreQueuedAfterIt() throws IOException {
    socket.takes(1);
    sends(reliable("a"));
    sends(droppable("b"), reliable("c"));
    out.send(reliable("d").encoded(), false);
    socket.takesEverything();
    out.onWritable();

    assertReceived("a", "b", "c", "d");
  }

  @Test
  void staleDroppableFramesAreDroppedAndOthersKept() throws IOException {
    socket.takes(1);
    sends(droppable("partial"), droppable("old"), reliable("kept"));
    threads.jumps(Duration.ofMillis(400));
    sends(droppable("fresh"));
    threads.jumps(Duration.ofMillis(101));
    socket.takesEverything();
    out.onWritable();

    // A partly written frame must be completed, however old it is.
    assertReceived("partial", "kept", "fresh");
    assertThat(thread.outboundCounters().droppedFrames()).isEqualTo(1);
  }

  @Test
  void droppableFrameIsKeptForHalfASecond() throws IOException {
    socket.takes(0);
    sends(droppable("just in time"));
    threads.jumps(Duration.ofMillis(500));
    socket.takesEverything();
    out.onWritable();

    assertReceived("just in time");
  }

  @Test
  void oldestDroppableFramesAreDroppedForNewerOnes() throws IOException {
    socket.takes(0);
    sends(droppable("a".repeat(300)), reliable("r".repeat(300)), droppable("b".repeat(300)));
    sends(droppable("c".repeat(200)));
    assertThat(out.backlogBytes()).isLessThanOrEqualTo(LIMIT);
    assertThat(out.isOverflowed()).isFalse();
    socket.takesEverything();
    out.onWritable();

    assertReceived("r".repeat(300), "b".repeat(300), "c".repeat(200));
    assertThat(thread.outboundCounters().droppedFrames()).isEqualTo(1);
  }

  @Test
  void droppableFramesAreDroppedForReliableOnes() throws IOException {
    socket.takes(0);
    sends(droppable("a".repeat(300)), droppable("b".repeat(300)), droppable("c".repeat(300)));
    sends(reliable("r".repeat(900)));
    assertThat(out.isOverflowed()).isFalse();
    socket.takesEverything();
    out.onWritable();

    assertReceived("r".repeat(900));
    assertThat(thread.outboundCounters().droppedFrames()).isEqualTo(3);
  }

  @Test
  void droppableFrameBeyondTheLimitIsDroppedWithoutOverflow() throws IOException {
    socket.takes(0);
    sends(reliable("r".repeat(900)), droppable("b".repeat(300)));

    assertThat(out.isOverflowed()).isFalse();
    socket.takesEverything();
    out.onWritable();
    assertReceived("r".repeat(900));
  }

  @Test
  void reliableFrameBeyondTheLimitOverflows() throws IOException {
    socket.takes(0);
    sends(reliable("r".repeat(900)));
    assertThat(out.isOverflowed()).isFalse();
    sends(reliable("s".repeat(300)));

    assertThat(out.isOverflowed()).isTrue();
    assertThat(out.backlogBytes()).isLessThanOrEqualTo(LIMIT);
  }

  @Test
  void framesAfterALostReliableFrameAreNotDelivered() throws IOException {
    socket.takes(0);
    sends(reliable("before"), reliable("lost".repeat(300)), reliable("after"));
    assertThat(out.isOverflowed()).isTrue();
    socket.takesEverything();
    out.onWritable();

    assertReceived("before");
  }

  @Test
  void backlogMayBeFullToItsLastByte() throws IOException {
    socket.takes(0);
    sends(reliable("r".repeat(LIMIT - 4)));

    assertThat(out.backlogBytes()).isEqualTo(LIMIT);
    assertThat(out.isOverflowed()).isFalse();
  }

  @Test
  void closeFrameFollowsTheBacklog() throws IOException {
    socket.takes(1);
    sends(reliable("a"), droppable("b"), reliable("c"));
    out.sendLast(Frames.close(1001, "bye"), false);
    socket.takesEverything();
    out.onWritable();

    assertThat(ServerFrames.exactlyIn(socket.written()))
        .containsExactly(
            reliable("a").message(),
            droppable("b").message(),
            reliable("c").message(),
            new Close(1001, "bye"));
  }

  @Test
  void closeFrameCanReplaceTheBacklogExceptThePartialFrame() throws IOException {
    socket.takes(1);
    sends(reliable("a"), droppable("b"), reliable("c"));
    out.sendLast(Frames.close(1013, "slow"), true);
    socket.takesEverything();
    out.onWritable();

    assertThat(ServerFrames.exactlyIn(socket.written()))
        .containsExactly(reliable("a").message(), new Close(1013, "slow"));
    assertThat(thread.outboundCounters().backlogBytes()).isZero();
  }

  @Test
  void closeFrameIsExemptFromTheLimit() throws IOException {
    socket.takes(0);
    sends(reliable("r".repeat(LIMIT - 4)));
    out.sendLast(Frames.close(1001, "bye"), false);
    socket.takesEverything();
    out.onWritable();

    assertThat(ServerFrames.exactlyIn(socket.written()).getLast())
        .isEqualTo(new Close(1001, "bye"));
  }

  @Test
  void lastProgressIsTheTimeOfTheLastWriteOfBacklog() throws IOException {
    socket.takes(3);
    sends(reliable("r".repeat(100)));
    long sent = threads.nowNanos();
    assertThat(out.lastProgressNanos()).isEqualTo(sent);

    threads.jumps(Duration.ofSeconds(3));
    out.onWritable();
    assertThat(out.lastProgressNanos()).isEqualTo(sent);

    threads.jumps(Duration.ofSeconds(3));
    socket.takes(1);
    out.onWritable();
    assertThat(out.lastProgressNanos()).isEqualTo(threads.nowNanos());
  }

  @Test
  void bytesHeldByTheTlsLayerCountAsUnwritten() throws IOException {
    socket.tlsHoldsBytes(true);
    sends(reliable("a"));
    assertThat(out.isIdle()).isFalse();
    assertThat(socket.wantsWritable()).isTrue();

    sends(reliable("b"));
    out.onWritable();
    assertThat(out.isIdle()).isFalse();
    socket.tlsHoldsBytes(false);
    out.onWritable();

    assertReceived("a", "b");
    assertThat(out.isIdle()).isTrue();
    assertThat(socket.wantsWritable()).isFalse();
  }

  // --- Corking ---

  @Test
  void corkedFramesAreWrittenInOrderInOneWrite() throws IOException {
    sends(reliable("before"));
    out.cork(CORK_MILLIS);
    sends(reliable("a"), droppable("b"));
    out.send(reliable("c").encoded(), false);
    assertReceived("before");
    assertThat(socket.wantsWritable()).isFalse();

    assertThat(out.uncork()).isZero();
    assertReceived("before", "a", "b", "c");
    assertThat(out.isIdle()).isTrue();
    assertThat(socket.writes()).isEqualTo(2);
    sends(reliable("d"));
    assertReceived("before", "a", "b", "c", "d");
  }

  @Test
  void corkWithoutOutputLeavesNothingBehind() throws IOException {
    out.cork(CORK_MILLIS);
    assertThat(out.uncork()).isZero();
    assertThat(out.uncork()).isZero();

    assertThat(out.isIdle()).isTrue();
    assertThat(socket.writes()).isZero();
    assertThat(thread.outboundCounters().backloggedConnections()).isZero();
  }

  @Test
  void partlyWrittenCorkedFramesBecomeBacklog() throws IOException {
    out.cork(CORK_MILLIS);
    sends(reliable("a"), reliable("b"));
    socket.takes(4);
    assertThat(out.uncork()).isZero();
    assertThat(out.isIdle()).isFalse();
    assertThat(socket.wantsWritable()).isTrue();

    socket.takesEverything();
    out.onWritable();
    assertReceived("a", "b");
    assertThat(out.isIdle()).isTrue();
  }

  @Test
  void outputBeyondTheLimitUncorksEarly() throws IOException {
    out.cork(CORK_MILLIS);
    sends(reliable("a".repeat(600)));
    assertReceived();
    sends(reliable("b".repeat(600)));
    assertReceived("a".repeat(600), "b".repeat(600));
    out.send(reliable("c".repeat(2_000)).encoded(), false);

    assertReceived("a".repeat(600), "b".repeat(600), "c".repeat(2_000));
    assertThat(out.isOverflowed()).isFalse();
    assertThat(thread.outboundCounters().droppedFrames()).isZero();
  }

  @Test
  void corkTimeBeginsOnceEarlierOutputIsWritten() throws IOException {
    socket.takes(3);
    sends(reliable("welcome"));
    out.cork(CORK_MILLIS);
    sends(reliable("a"));
    threads.jumps(PAUSE);
    assertThat(out.uncork()).as("the welcome is not written").isEqualTo(CORK_MILLIS);

    threads.jumps(Duration.ofMillis(10));
    socket.takesEverything();
    out.onWritable();
    assertReceived("welcome");
    sends(droppable("b"));
    threads.jumps(PAUSE.minusMillis(10));
    assertThat(out.uncork()).isEqualTo(10);
    assertReceived("welcome");

    threads.jumps(Duration.ofMillis(10));
    assertThat(out.uncork()).isZero();
    assertReceived("welcome", "a", "b");
    assertThat(out.isIdle()).isTrue();
    sends(reliable("c"));
    assertReceived("welcome", "a", "b", "c");
  }

  @Test
  void corkedOutputOfASlowConsumerCountsForTheBacklogLimit() throws IOException {
    socket.takes(3);
    sends(reliable("welcome"));
    out.cork(CORK_MILLIS);
    for (int i = 0; i < 20; i++) {
      sends(droppable("d".repeat(100)));
    }
    assertThat(out.backlogBytes()).isLessThanOrEqualTo(LIMIT);
    assertThat(out.isOverflowed()).isFalse();
    sends(reliable("r".repeat(LIMIT)));
    assertThat(out.isOverflowed()).isTrue();
  }

  // --- Control frames ---

  @Test
  void controlFramesOvertakeTheBacklogExceptThePartialFrame() throws IOException {
    socket.takes(1);
    sends(reliable("partial"), reliable("next"), droppable("last"));
    out.sendControl(Frames.frame(Opcode.PONG, new byte[] {7}));
    socket.takesEverything();
    out.onWritable();

    assertThat(ServerFrames.exactlyIn(socket.written()))
        .containsExactly(
            reliable("partial").message(),
            new Pong(ByteString.copyFrom(new byte[] {7})),
            reliable("next").message(),
            droppable("last").message());
  }

  @Test
  void controlFramesAreNeitherStaleNorCountedAsDroppedUpdates() throws IOException {
    socket.takes(1);
    sends(reliable("partial"));
    for (int i = 0; i < 1_000; i++) {
      out.sendControl(Frames.frame(Opcode.PONG, new byte[] {(byte) i, 1}));
    }
    threads.jumps(Duration.ofSeconds(5));
    socket.takesEverything();
    out.onWritable();

    assertThat(thread.outboundCounters().droppedFrames()).isZero();
    assertThat(ServerFrames.exactlyIn(socket.written()))
        .startsWith(reliable("partial").message())
        .endsWith(new Pong(ByteString.copyFrom(new byte[] {(byte) 999, 1})));
  }

  // --- Fresh updates on a slow line ---

  @Test
  void lineAtAFifthOfTheRateReceivesFreshUpdatesAndAllReliableFrames() throws IOException {
    FakeTransport line = new FakeTransport();
    Outbound slow = new Outbound(line, thread, thread.buffers(), 1 << 20, () -> {});
    line.takes(0);
    List<Heard> reliable = new ArrayList<>();
    List<Long> agesMillis = new ArrayList<>();
    int seen = 0;
    long start = threads.nowNanos();
    for (int millis = 0; millis < 5_000; millis += 10) {
      threads.jumps(Duration.ofMillis(10));
      String stamp = "" + (threads.nowNanos() - start) / 1_000_000;
      Frame position = droppable(stamp + " ".repeat(996 - stamp.length()));
      send(slow, position);
      if (millis % 500 == 0) {
        Frame chat = reliable("chat " + millis);
        send(slow, chat);
        reliable.add(chat.message());
      }
      if (millis % 50 == 0) {
        // The line takes 20 kB a second of the 100 kB sent.
        line.takes(1_000);
        slow.onWritable();
      }
      List<Heard> heard = ServerFrames.in(line.written());
      for (; seen < heard.size(); seen++) {
        if (heard.get(seen) instanceof Message(ByteString text)
            && !text.startsWith(ByteString.copyFromUtf8("chat"))) {
          long said = Long.parseLong(text.toStringUtf8().strip());
          agesMillis.add((threads.nowNanos() - start) / 1_000_000 - said);
        }
      }
    }
    line.takesEverything();
    slow.onWritable();

    // A frame takes 50 ms on this line, and each write ends within one.
    agesMillis.sort(null);
    assertThat(agesMillis).hasSizeGreaterThan(80);
    assertThat(agesMillis.get(agesMillis.size() / 2)).isLessThanOrEqualTo(250);
    assertThat(ServerFrames.exactlyIn(line.written())).containsSubsequence(reliable);
  }

  // --- Memory ---

  @Test
  void framesQueuedForManyConnectionsAreStoredOnce() throws IOException {
    List<Outbound> stuck = new ArrayList<>();
    FrameBatch batch = FrameBatch.forSockets(64);
    FrameRanges everything = new FrameRanges();
    batch.add(reliable("r".repeat(40_000)).encoded(), false);
    batch.add(droppable("d".repeat(40_000)).encoded(), true);
    everything.add(0, 2);
    for (int i = 0; i < 100; i++) {
      FakeTransport full = new FakeTransport();
      full.takes(0);
      stuck.add(new Outbound(full, thread, thread.buffers(), 1 << 20, () -> {}));
      stuck.getLast().send(batch, everything);
    }
    OutboundCounters counters = thread.outboundCounters();
    assertThat(counters.backlogBytes()).isEqualTo(100L * batch.sizeBytes());
    assertThat(counters.backlogMemoryBytes()).isLessThan(batch.sizeBytes() + 100 * 200L);

    // Stale frames are dropped, so their memory is released.
    threads.jumps(Duration.ofSeconds(1));
    batch.clear();
    batch.add(reliable("tick").encoded(), false);
    everything.clear();
    everything.add(0, 1);
    for (Outbound reader : stuck) {
      reader.send(batch, everything);
    }
    assertThat(counters.backlogMemoryBytes()).isLessThan(41_000 + 100 * 200L);

    stuck.forEach(Outbound::release);
    assertThat(counters.backlogMemoryBytes()).isZero();
    assertThat(counters.backlogBytes()).isZero();
    assertThat(counters.backloggedConnections()).isZero();
  }

  @Test
  void largestBacklogsAreDiscardedFirstBeyondTheMemoryLimit() throws IOException {
    ThreadBuffers little = new ThreadBuffers(100_000);
    List<String> givenUp = new ArrayList<>();
    List<Outbound> readers = new ArrayList<>();
    List<FakeTransport> sockets = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String name = "reader " + i;
      FakeTransport full = new FakeTransport();
      full.takes(0);
      sockets.add(full);
      readers.add(new Outbound(full, thread, little, 1 << 20, () -> givenUp.add(name)));
    }
    for (int round = 0; round < 12; round++) {
      for (int i = 0; i < 4; i++) {
        readers.get(i).send(reliable("x".repeat(1_000 * (i + 1))).encoded(), false);
        assertThat(little.counters.backlogMemoryBytes()).isLessThanOrEqualTo(100_000);
      }
    }

    assertThat(givenUp).containsExactly("reader 3");
    assertThat(readers.get(3).backlogBytes()).isZero();
    readers.get(3).sendLast(Frames.close(1013, "memory"), true);
    sockets.get(3).takesEverything();
    readers.get(3).onWritable();
    assertThat(ServerFrames.exactlyIn(sockets.get(3).written()))
        .containsExactly(new Close(1013, "memory"));
    sockets.get(2).takesEverything();
    while (sockets.get(2).wantsWritable()) {
      readers.get(2).onWritable();
    }
    assertThat(ServerFrames.exactlyIn(sockets.get(2).written())).hasSize(12);
  }

  @Test
  void largePartialFrameIsDiscardedWithItsBacklog() throws IOException {
    ThreadBuffers little = new ThreadBuffers(10_000);
    FakeTransport full = new FakeTransport();
    full.takes(10);
    Outbound reader = new Outbound(full, thread, little, 1 << 20, () -> {});
    send(reader, reliable("x".repeat(9_000)));
    reader.send(reliable("y".repeat(9_000)).encoded(), false);

    assertThat(little.counters.backlogMemoryBytes()).isZero();
    full.takesEverything();
    send(reader, reliable("z"));
    assertThat(full.writtenBytes()).isEqualTo(10);
    assertThatThrownBy(() -> reader.sendLast(Frames.close(1013, "memory"), true))
        .isInstanceOf(IOException.class);
  }

  @Test
  void countersExcludeAReleasedConnection() throws IOException {
    socket.takes(3);
    sends(reliable("r".repeat(100)), droppable("d".repeat(100)));
    assertThat(thread.outboundCounters().backlogBytes()).isEqualTo(204 - 3);
    assertThat(thread.outboundCounters().backloggedConnections()).isEqualTo(1);

    out.release();

    assertThat(thread.outboundCounters().backlogBytes()).isZero();
    assertThat(thread.outboundCounters().backloggedConnections()).isZero();
  }

  /// The bytes written are the frames sent, without some whole droppable ones, in order; and the
  /// backlog stays within its limit.
  @Test
  void anyWriteSizesGiveWholeFramesInOrderWithoutGapsInReliableOnes() throws IOException {
    for (long seed = 0; seed < 400; seed++) {
      try {
        randomRun(new Random(seed));
      } catch (AssertionError failed) {
        throw new AssertionError("seed " + seed, failed);
      }
    }
  }

  private void randomRun(Random random) throws IOException {
    FakeTransport slow = new FakeTransport();
    Outbound slowOut = new Outbound(slow, thread, thread.buffers(), LIMIT, () -> {});
    List<Frame> sent = new ArrayList<>();
    int number = 0;
    boolean holding = false;
    for (int round = 0; round < 60 && !slowOut.isOverflowed(); round++) {
      slow.takes(random.nextInt(3) == 0 ? random.nextInt(400) : random.nextInt(20));
      switch (random.nextInt(7)) {
        case 0, 1 -> {
          Frame[] frames = new Frame[1 + random.nextInt(5)];
          for (int i = 0; i < frames.length; i++) {
            frames[i] = randomFrame(random, number++);
          }
          send(slowOut, frames);
          sent.addAll(List.of(frames));
        }
        case 2 -> {
          Frame frame = randomFrame(random, number++);
          slowOut.send(frame.encoded(), frame.mayBeDropped);
          sent.add(frame);
        }
        case 3 -> threads.jumps(Duration.ofMillis(random.nextInt(600)));
        case 4 -> {
          slowOut.cork(CORK_MILLIS);
          holding = true;
        }
        case 5 -> holding &= slowOut.uncork() > 0;
        default -> {
          if (slow.wantsWritable()) {
            slowOut.onWritable();
          }
        }
      }
      assertThat(slowOut.backlogBytes()).isLessThanOrEqualTo(LIMIT);
      if (!holding) {
        assertThat(slowOut.isIdle()).isEqualTo(!slow.wantsWritable());
      }
    }
    boolean overflowed = slowOut.isOverflowed();
    slow.takesEverything();
    slowOut.onWritable();
    threads.jumps(PAUSE);
    assertThat(slowOut.uncork()).isZero();
    assertThat(slowOut.isIdle()).as("all is written").isTrue();
    assertThat(slowOut.backlogBytes()).isZero();

    List<Heard> heard = ServerFrames.exactlyIn(slow.written());
    int next = 0;
    for (Frame frame : sent) {
      if (next < heard.size() && heard.get(next).equals(frame.message())) {
        next++;
      } else if (!frame.mayBeDropped) {
        assertThat(overflowed).as("a reliable frame was lost: " + frame.text).isTrue();
        break;
      }
    }
    assertThat(next)
        .as("frames received that were never sent, or out of order")
        .isEqualTo(heard.size());
    slowOut.release();
    assertThat(thread.outboundCounters().backlogBytes()).isZero();
    assertThat(thread.outboundCounters().backlogMemoryBytes()).isZero();
  }

  private static Frame randomFrame(Random random, int number) {
    String text = number + "-" + "x".repeat(random.nextInt(4) == 0 ? random.nextInt(300) : 3);
    return new Frame(text, random.nextBoolean());
  }

  private record Frame(String text, boolean mayBeDropped) {
    byte[] encoded() {
      return Frames.binary(text.getBytes(StandardCharsets.UTF_8));
    }

    Heard message() {
      return new Message(ByteString.copyFromUtf8(text));
    }
  }

  private static Frame reliable(String text) {
    return new Frame(text, false);
  }

  private static Frame droppable(String text) {
    return new Frame(text, true);
  }

  private void sends(Frame... frames) throws IOException {
    send(out, frames);
  }

  private static void send(Outbound out, Frame... frames) throws IOException {
    FrameBatch batch = FrameBatch.forSockets(64);
    for (Frame frame : frames) {
      batch.add(frame.encoded(), frame.mayBeDropped);
    }
    FrameRanges all = new FrameRanges();
    all.add(0, frames.length);
    out.send(batch, all);
  }

  private static int size(Frame... frames) {
    int size = 0;
    for (Frame frame : frames) {
      size += frame.encoded().length;
    }
    return size;
  }

  private static List<Heard> messages(Frame... frames) {
    return List.of(frames).stream().map(Frame::message).toList();
  }

  private void assertReceived(String... texts) {
    List<Heard> expected = new ArrayList<>();
    for (String text : texts) {
      expected.add(reliable(text).message());
    }
    assertThat(ServerFrames.exactlyIn(socket.written())).isEqualTo(expected);
  }
}
