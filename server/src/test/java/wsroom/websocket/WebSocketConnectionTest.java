package wsroom.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static wsroom.websocket.ClientFrames.binary;
import static wsroom.websocket.ClientFrames.close;
import static wsroom.websocket.ClientFrames.frame;
import static wsroom.websocket.ClientFrames.joined;
import static wsroom.websocket.ClientFrames.ping;
import static wsroom.websocket.ClientFrames.pong;
import static wsroom.websocket.ClientFrames.text;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wsroom.websocket.ServerFrames.Close;
import wsroom.websocket.ServerFrames.Heard;
import wsroom.websocket.ServerFrames.Message;
import wsroom.websocket.ServerFrames.Pong;

/// Messages and pings, the close handshake from either side, and every kind of failure of a
/// connection.
class WebSocketConnectionTest {
  private static final int BACKLOG_LIMIT = 10_000;

  private final FakeIoThreads threads = FakeIoThreads.inOrder(1);
  private final FakeIoThread thread = threads.get(0);
  private final Listener server = new Listener();
  private final FakeClient client = connect(server);

  // --- Messages ---

  @Test
  void allMessagesOfOneReadAreDelivered() {
    client.sends(joined(binary(utf8("one")), binary(utf8("two")), binary(utf8("three"))));

    assertEvents("message one", "message two", "message three");
  }

  @Test
  void framesReceivedWithTheUpgradeRequestAreRead() {
    FakeIoThreads others = FakeIoThreads.inOrder(1);
    Listener listener = new Listener();
    FakeClient early = connect(others.get(0), listener);
    early.sends(binary(utf8("early")));
    others.runAll();

    assertThat(listener.events).containsExactly("message early");
  }

  @Test
  void sentMessageIsReceivedByTheClient() {
    onThread(connection -> connection.send(Frames.binary(utf8("hello"))));

    assertReceived(message("hello"));
  }

  @Test
  void messageBeyondTheLimitIsRejectedUntilTheLimitIsRaised() {
    onThread(connection -> connection.setMaxMessageBytes(200));
    client.sends(binary(new byte[200]));
    runAll();
    assertThat(server.events).hasSize(1);

    client.sends(binary(new byte[201]));
    runAll();
    assertThat(server.events.getLast()).isEqualTo("end violation 1009");
    assertReceived(new Close(1009, "a message of more than 200 bytes"));
  }

  // --- Postponed messages ---

  @Test
  void postponedMessageIsDeliveredAgainInTimeAndReadingIsSuspendedUntilThen() {
    server.onMessage = postponing(1, Duration.ofMillis(30));
    client.sends(joined(binary(utf8("one")), binary(utf8("two"))));
    runAll();
    client.sends(binary(utf8("three")));
    assertEvents("message one");
    assertThat(client.isPaused()).isTrue();
    assertThat(thread.inboundCounters().pausedConnections()).isEqualTo(1);

    threads.passes(Duration.ofMillis(29));
    assertEvents("message one");
    threads.passes(Duration.ofMillis(1));
    assertEvents("message one", "message one", "message two", "message three");
    assertThat(client.isPaused()).isFalse();
    assertThat(thread.inboundCounters().pausedConnections()).isZero();
    assertThat(thread.inboundCounters().pauses()).isEqualTo(1);
  }

  @Test
  void waitOfAPostponedMessageIsRoundedUpToTheNextMillisecond() {
    server.onMessage = postponing(2, Duration.ofNanos(1_200_000));
    client.sends(binary(utf8("one")));
    runAll();
    threads.passes(Duration.ofMillis(1));
    assertEvents("message one");
    threads.passes(Duration.ofMillis(1));
    assertEvents("message one", "message one");
    threads.passes(Duration.ofMillis(2));

    assertEvents("message one", "message one", "message one");
    assertThat(thread.inboundCounters().pauses()).isEqualTo(2);
    assertThat(thread.inboundCounters().pausedConnections()).isZero();
  }

  @Test
  void postponedMessageDoesNotCountAsIdleTime() {
    server.onMessage = postponing(1, Duration.ofSeconds(30));
    client.sends(binary(utf8("one")));
    runAll();
    threads.passes(Duration.ofSeconds(29));

    assertThat(server.connection().lastFrameNanos()).isEqualTo(threads.nowNanos());
  }

  @Test
  void pingAfterAPostponedMessageIsAnsweredAfterIt() {
    server.onMessage = postponing(1, Duration.ofMillis(30));
    client.sends(ping(utf8("a")), binary(utf8("one")), ping(utf8("b")));
    runAll();
    assertReceived(pongOf("a"));
    threads.passes(Duration.ofMillis(30));

    assertReceived(pongOf("a"), pongOf("b"));
  }

  @Test
  void ourCloseDoesNotWaitForPostponedMessages() {
    server.onMessage = postponing(1, Duration.ofSeconds(30));
    client.sends(binary(utf8("one")), binary(utf8("two")));
    runAll();
    onThread(connection -> connection.close(1001, "bye"));
    assertReceived(new Close(1001, "bye"));
    client.closes(1001);
    runAll();

    assertThat(client.isDropped()).isTrue();
    assertEvents("message one", "closed");
    assertThat(thread.inboundCounters().pausedConnections()).isZero();
  }

  @Test
  void peersCloseFollowsItsPostponedMessages() {
    server.onMessage = postponing(1, Duration.ofMillis(30));
    client.sends(binary(utf8("one")), binary(utf8("two")), close(1000, ""));
    runAll();
    assertEvents("message one");
    threads.passes(Duration.ofMillis(30));

    assertEvents("message one", "message one", "message two", "end closed by peer 1000", "closed");
  }

  @Test
  void connectionLostWhileAMessageIsPostponedIsClosed() {
    server.onMessage = postponing(1, Duration.ofMillis(30));
    client.sends(binary(utf8("one")));
    runAll();
    onThread(Connection::abort);
    runAll();
    threads.passes(Duration.ofMillis(60));

    assertEvents("message one", "closed");
    assertThat(thread.inboundCounters().pausedConnections()).isZero();
  }

  @Test
  void exceptionWhileAMessageIsPostponedClosesAtOnce() {
    server.onMessage =
        connection -> {
          connection.postpone(Duration.ofSeconds(30).toNanos());
          throw new IllegalStateException("a bug");
        };
    client.sends(binary(utf8("one")), close(1000, ""));
    runAll();

    assertEvents("message one", "end fault a bug", "closed");
  }

  // --- Fragments ---

  @Test
  void unfinishedFragmentedMessageIsClosedInTimeDespitePongs() {
    client.sends(frame(false, 2, utf8("o")));
    for (int second = 0; second < 30; second++) {
      threads.passes(Duration.ofSeconds(1));
      client.sends(pong(utf8("alive")));
    }
    runAll();
    assertEvents();
    threads.passes(Duration.ofSeconds(1));

    assertEvents("end violation 1008");
    assertReceived(new Close(1008, "a fragmented message that is not completed"));
  }

  @Test
  void messageThatGrowsByAFragmentEachSecondIsClosedInTime() {
    client.sends(frame(false, 2, utf8("o")));
    for (int second = 0; second < 30; second++) {
      threads.passes(Duration.ofSeconds(1));
      client.sends(frame(false, 0, utf8("n")));
    }
    runAll();
    assertEvents();
    threads.passes(Duration.ofSeconds(1));

    assertEvents("end violation 1008");
  }

  @Test
  void messageBegunLaterIsClosedInItsOwnTime() {
    client.sends(frame(false, 2, utf8("o")), frame(true, 0, utf8("ne")));
    threads.passes(Duration.ofSeconds(20));
    client.sends(frame(false, 2, utf8("t")));
    threads.passes(Duration.ofSeconds(30));
    assertEvents("message one");
    threads.passes(Duration.ofSeconds(1));

    assertEvents("message one", "end violation 1008");
  }

  @Test
  void completedFragmentedMessagesMayFollowEachOtherForEver() {
    List<String> all = new ArrayList<>();
    client.sends(frame(false, 2, utf8("o")));
    for (int second = 0; second < 100; second++) {
      threads.passes(Duration.ofSeconds(1));
      client.sends(frame(true, 0, utf8("ne")), frame(false, 2, utf8("o")));
      all.add("message one");
    }
    runAll();

    assertThat(server.events).isEqualTo(all);
    assertThat(threads.timersFired()).isLessThan(10);
  }

  @Test
  void restOfAMessageReceivedDuringAStallIsReadBeforeTheTimeout() {
    client.sends(frame(false, 2, utf8("o")));
    runAll();
    threads.jumps(Duration.ofMinutes(5));
    threads.passes(Duration.ofMillis(1));
    client.sends(frame(true, 0, utf8("ne")));
    threads.passes(Duration.ofMinutes(1));

    assertEvents("message one");
  }

  /// A listener that postpones its first message that many times.
  private static Consumer<Connection> postponing(int times, Duration each) {
    int[] left = {times};
    return connection -> {
      if (left[0]-- > 0) {
        connection.postpone(each.toNanos());
      }
    };
  }

  // --- Pings ---

  @Test
  void pingIsAnsweredWithItsPayload() {
    client.sends(ping(utf8("are you there?")), ping(new byte[0]), ping(new byte[125]));

    assertReceived(
        pongOf("are you there?"), pongOf(""), new Pong(ByteString.copyFrom(new byte[125])));
    assertEvents();
  }

  @Test
  void unsolicitedPongIsIgnored() {
    client.sends(pong(utf8("hello")));

    assertReceived();
    assertEvents();
  }

  @Test
  void pingFloodInOneReadIsAnsweredByOneWriteWithTheLatest() {
    byte[] flood = new byte[0];
    for (int i = 0; i < 300; i++) {
      flood = joined(flood, ping(utf8("%0125d".formatted(i))));
    }
    client.sends(flood);
    runAll();

    assertThat(client.writes()).isEqualTo(1);
    assertThat(client.heard().getLast()).isEqualTo(pongOf("%0125d".formatted(299)));
  }

  @Test
  void pongsToASlowConsumerAreDroppedNotQueued() {
    client.readsNothing();
    for (int i = 0; i < 1_000; i++) {
      client.sends(ping(new byte[100]));
    }
    runAll();

    assertThat(client.backlogBytes()).isLessThanOrEqualTo(BACKLOG_LIMIT);
    assertEvents("backlog");
  }

  @Test
  void ourPingIsReceived() {
    onThread(connection -> connection.ping(new byte[] {0x32, 0x00}));

    assertReceived(new ServerFrames.Ping(ByteString.copyFrom(new byte[] {0x32, 0x00})));
  }

  // --- The close handshake ---

  @Test
  void peersCloseIsAnsweredWithItsCodeAndTheSocketIsClosed() {
    client.sends(close(1000, "bye"));

    assertEvents("end closed by peer 1000", "closed");
    assertReceived(new Close(1000, ""));
    assertThat(client.isDropped()).isTrue();
  }

  @Test
  void closeWithoutCodeIsAnsweredWithoutCode() {
    client.sends(frame(true, 0x8, new byte[0]));

    assertEvents("end closed by peer 1005", "closed");
    assertReceived(new Close(1005, ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"03", "03ED", "0000", "03E8FF"})
  void malformedCloseIsAViolation(String hex) {
    client.sends(frame(true, 0x8, HexFormat.of().parseHex(hex)));
    runAll();

    int code = hex.endsWith("FF") ? 1007 : 1002;
    assertEvents("end violation " + code, "closed");
    assertReceived(new Close(code, ""));
    assertThat(client.isDropped()).isTrue();
  }

  @Test
  void pingsBeforeACloseAreAnswered() {
    client.sends(joined(ping(utf8("one")), close(1000, ""), ping(utf8("two"))));

    assertReceived(pongOf("one"), new Close(1000, ""));
  }

  @Test
  void messagesAfterACloseAreIgnored() {
    client.sends(joined(close(1000, ""), binary(utf8("late"))));
    client.sends(binary(utf8("later")));

    assertEvents("end closed by peer 1000", "closed");
  }

  @Test
  void ourCloseAwaitsThePeersAnswer() {
    onThread(connection -> connection.close(1001, "going away"));
    assertReceived(new Close(1001, "going away"));
    assertThat(client.isDropped()).isFalse();
    assertEvents();

    client.closes(1001);
    assertEvents("closed");
    assertThat(client.isDropped()).isTrue();
  }

  @Test
  void nothingIsSentOrDeliveredAfterOurClose() {
    onThread(
        connection -> {
          connection.close(1001, "going away");
          connection.send(Frames.binary(utf8("late")));
          connection.ping(utf8("late"));
          connection.close(1011, "again");
        });
    client.sends(binary(utf8("late")), ping(utf8("late")));
    runAll();

    assertReceived(new Close(1001, "going away"));
    assertEvents();
  }

  @Test
  void listenerMayCloseDuringARead() {
    server.onMessage = connection -> connection.close(1008, "enough");
    client.sends(joined(binary(utf8("one")), binary(utf8("two")), close(1000, "")));

    assertEvents("message one", "closed");
    assertReceived(new Close(1008, "enough"));
    assertThat(client.isDropped()).isTrue();
  }

  @Test
  void ourCloseFollowsTheBacklog() {
    client.reads(1);
    onThread(
        connection -> {
          connection.send(Frames.binary(utf8("one")));
          connection.send(Frames.binary(utf8("two")));
          connection.close(1001, "going away");
        });
    client.closes(1001);
    runAll();
    assertThat(client.isDropped()).isFalse();
    client.readsEverything();

    assertReceived(message("one"), message("two"), new Close(1001, "going away"));
    assertThat(client.isDropped()).isTrue();
  }

  @Test
  void closeWithoutBacklogDiscardsAllButThePartialFrame() {
    client.reads(1);
    onThread(
        connection -> {
          connection.send(Frames.binary(utf8("one")));
          connection.send(Frames.binary(utf8("two")));
          connection.closeWithoutBacklog(1013, "too slow");
        });
    client.readsEverything();

    assertReceived(message("one"), new Close(1013, "too slow"));
  }

  @Test
  void bothSidesMayCloseAtOnce() {
    client.readsNothing();
    onThread(connection -> connection.close(1001, "going away"));
    client.closes(1000);
    client.readsEverything();

    assertReceived(new Close(1001, "going away"));
    assertEvents("closed");
    assertThat(client.isDropped()).isTrue();
  }

  // --- Violations ---

  @Test
  void violationIsAnsweredByACloseFrameAndTheEndOfOurStream() {
    client.sends(joined(binary(utf8("one")), frame(true, 0x3, new byte[0]), binary(utf8("two"))));

    assertEvents("message one", "end violation 1002");
    assertReceived(new Close(1002, "a reserved opcode"));
    assertThat(client.isEnded()).isTrue();
    assertThat(client.isDropped()).isFalse();

    client.sends(binary(utf8("more of the broken stream")));
    client.hangsUp();
    assertEvents("message one", "end violation 1002", "closed");
  }

  @Test
  void pingsBeforeAViolationAreAnswered() {
    client.sends(joined(ping(utf8("one")), frame(true, 0x3, new byte[0])));

    assertReceived(pongOf("one"), new Close(1002, "a reserved opcode"));
  }

  @Test
  void textIsRejectedUnlessTheListenerAcceptsIt() {
    client.sends(text("hello"));

    assertEvents("end violation 1003");
    assertReceived(new Close(1003, "a text message"));
  }

  @Test
  void textIsDeliveredToAListenerThatAcceptsIt() {
    FakeIoThreads others = FakeIoThreads.inOrder(1);
    Listener listener = new Listener();
    listener.acceptsText = true;
    connect(others.get(0), listener).sends(text("héllo"), binary(utf8("b")));
    others.runAll();

    assertThat(listener.events).containsExactly("text héllo", "message b");
  }

  @Test
  void listenerMayAnswerAViolationWithItsOwnClose() {
    server.onEnd = connection -> connection.close(4000, "my own words");
    client.sends(frame(true, 0x3, new byte[0]));

    assertReceived(new Close(4000, "my own words"));
  }

  // --- Socket failures ---

  @Test
  void endOfStreamWithoutACloseIsALoss() {
    client.hangsUp();

    assertEvents("end lost", "closed");
    assertThat(client.isDropped()).isTrue();
  }

  @Test
  void socketFailureDuringAReadIsALoss() {
    client.isCutOff();

    assertEvents("end lost", "closed");
    assertThat(client.isDropped()).isTrue();
  }

  @Test
  void socketFailureDuringAWriteIsALossReportedAfterTheWrite() {
    client.breaksSilently();
    onThread(
        connection -> {
          connection.send(Frames.binary(utf8("one")));
          connection.send(Frames.binary(utf8("two")));
          assertThat(server.events).as("reported during a flush").isEmpty();
        });

    assertEvents("end lost", "closed");
    assertThat(client.isDropped()).isTrue();
  }

  @Test
  void socketFailureAtTheCloseFrameIsNotReported() {
    client.breaksSilently();
    onThread(connection -> connection.close(1001, "going away"));

    assertEvents("closed");
  }

  @Test
  void abortClosesTheSocketAfterTheCurrentTask() {
    onThread(
        connection -> {
          connection.abort();
          assertThat(client.isDropped()).isFalse();
        });

    assertEvents("closed");
    assertThat(client.isDropped()).isTrue();
    assertReceived();
  }

  @Test
  void abortEndsAnUnansweredClose() {
    onThread(connection -> connection.close(1001, "going away"));
    onThread(Connection::abort);
    onThread(Connection::abort);

    assertEvents("closed");
  }

  // --- Slow consumers ---

  @Test
  void everyBeginningOfABacklogIsReported() {
    for (int round = 1; round <= 2; round++) {
      client.readsNothing();
      onThread(connection -> connection.send(Frames.binary(utf8("one"))));
      onThread(connection -> connection.send(Frames.binary(utf8("two"))));
      client.readsEverything();
      runAll();
      assertThat(server.events).hasSize(round).containsOnly("backlog");
    }
  }

  @Test
  void backlogOverflowIsReportedOnceAfterTheWrite() {
    client.readsNothing();
    onThread(
        connection -> {
          for (int i = 0; i < 30; i++) {
            connection.send(Frames.binary(new byte[1_000]));
          }
          assertThat(server.events).containsExactly("backlog");
        });

    assertEvents("backlog", "end overflowed");
    assertThat(client.backlogBytes()).isLessThanOrEqualTo(BACKLOG_LIMIT);
    assertThat(client.isDropped()).isFalse();
  }

  // --- Exceptions ---

  @Test
  void exceptionInTheListenerClosesTheConnectionWith1011() {
    server.onMessage =
        connection -> {
          throw new IllegalStateException("a bug");
        };
    client.sends(joined(binary(utf8("one")), binary(utf8("two"))));

    assertEvents("message one", "end fault a bug");
    assertReceived(new Close(1011, "internal error"));
  }

  @Test
  void exceptionInTheTransportEndsTheConnectionAfterTheWrite() {
    server.onEnd = connection -> connection.close(1011, "internal error");
    client.hasAFaultySocket();
    onThread(
        connection -> {
          FrameBatch batch = FrameBatch.forSockets(64);
          batch.add(Frames.binary(utf8("one")), false);
          FrameRanges all = new FrameRanges();
          all.add(0, 1);
          connection.send(batch, all);
          connection.send(Frames.binary(utf8("two")));
          assertThat(server.events).as("reported during a flush").isEmpty();
        });

    assertEvents("end fault a bug below", "closed");
    assertThat(client.isDropped()).isTrue();
  }

  @Test
  void exceptionInOnEndStillClosesTheSocket() {
    server.onEnd =
        connection -> {
          throw new IllegalStateException("a bug");
        };
    client.isCutOff();
    runAllDespiteFault();

    assertThat(client.isDropped()).isTrue();
    assertThat(server.events).endsWith("closed");
  }

  // --- Idle time ---

  @Test
  void onlyCompleteFramesOfThePeerEndItsIdleTime() {
    runAll();
    long start = threads.nowNanos();
    threads.jumps(Duration.ofSeconds(1));
    client.sends(Arrays.copyOf(binary(new byte[10]), 9));
    onThread(connection -> connection.send(Frames.binary(utf8("are you there?"))));
    assertThat(server.connection().lastFrameNanos()).isEqualTo(start);

    threads.jumps(Duration.ofSeconds(1));
    client.sends(Arrays.copyOfRange(binary(new byte[10]), 9, 16));
    runAll();
    assertThat(server.connection().lastFrameNanos()).isEqualTo(threads.nowNanos());

    threads.jumps(Duration.ofSeconds(1));
    client.sends(pong(new byte[0]));
    runAll();
    assertThat(server.connection().lastFrameNanos()).isEqualTo(threads.nowNanos());
  }

  // --- Random events ---

  @Test
  void anySequenceOfEventsReportsAtMostOneEndAndOneCloseLast() {
    for (long seed = 0; seed < 1_000; seed++) {
      try {
        randomLife(new Random(seed));
      } catch (AssertionError | RuntimeException failed) {
        throw new AssertionError("seed " + seed, failed);
      }
    }
  }

  private static void randomLife(Random random) {
    FakeIoThreads threads = FakeIoThreads.interleavedBy(random, 1);
    FakeIoThread thread = threads.get(0);
    Listener listener = new Listener();
    FakeClient client = connect(thread, listener);
    List<Consumer<Connection>> deeds =
        List.of(
            connection -> connection.send(Frames.binary(new byte[random.nextInt(3_000)])),
            connection -> connection.ping(new byte[3]),
            connection -> connection.close(1001, "bye"),
            connection -> connection.closeWithoutBacklog(1013, "slow"),
            Connection::abort);
    List<Runnable> fates =
        List.of(
            () -> client.sends(binary(new byte[random.nextInt(300)])),
            () -> client.sends(ping(new byte[5])),
            () -> client.sends(Arrays.copyOf(binary(new byte[50]), random.nextInt(56))),
            () -> client.closes(1000),
            client::hangsUp,
            client::isCutOff,
            client::breaksSilently,
            client::readsNothing,
            () -> client.reads(random.nextInt(2_000)),
            client::readsEverything);
    for (int round = 0; round < 40; round++) {
      int chance = random.nextInt(30);
      if (chance < 12) {
        Consumer<Connection> action = deeds.get(chance < 8 ? 0 : random.nextInt(deeds.size()));
        if (listener.connection != null) {
          thread.execute(() -> action.accept(listener.connection()));
        }
      } else if (chance < 20) {
        fates.get(chance < 17 ? 7 + random.nextInt(3) : random.nextInt(fates.size())).run();
      } else {
        threads.step();
      }
    }
    client.isCutOff();
    threads.runAll();
    if (listener.connection != null) {
      threads.on(thread, () -> listener.connection().abort());
    }
    threads.runAll();

    assertThat(listener.events).filteredOn("closed"::equals).hasSize(1);
    assertThat(listener.events).last().isEqualTo("closed");
    assertThat(listener.events).filteredOn(what -> what.startsWith("end")).hasSizeLessThan(2);
    assertThat(client.isDropped()).isTrue();
    assertThat(thread.outboundCounters().backlogBytes()).isZero();
    assertThat(thread.outboundCounters().backloggedConnections()).isZero();
  }

  // --- Helpers ---

  private FakeClient connect(Listener listener) {
    return connect(thread, listener);
  }

  private static FakeClient connect(FakeIoThread thread, Listener listener) {
    return new FakeClient(
        thread,
        new FakeClient.Settings(65_535, BACKLOG_LIMIT),
        connection -> {
          listener.connection = connection;
          return listener;
        });
  }

  private void onThread(Consumer<Connection> action) {
    runAll();
    threads.on(thread, () -> action.accept(server.connection()));
    runAll();
  }

  private void runAll() {
    threads.runAll();
  }

  private void runAllDespiteFault() {
    try {
      threads.runAll();
    } catch (IllegalStateException fault) {
      assertThat(fault).hasMessage("a bug");
      threads.runAll();
    }
  }

  private void assertEvents(String... expected) {
    runAll();
    assertThat(server.events).containsExactly(expected);
  }

  private void assertReceived(Heard... expected) {
    runAll();
    assertThat(client.heard()).containsExactly(expected);
  }

  private static Message message(String text) {
    return new Message(ByteString.copyFromUtf8(text));
  }

  private static Pong pongOf(String text) {
    return new Pong(ByteString.copyFromUtf8(text));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }

  /// Records its events.
  private static final class Listener implements ConnectionListener {
    final List<String> events = new ArrayList<>();
    @Nullable Connection connection;
    boolean acceptsText;
    Consumer<Connection> onMessage = connection -> {};
    Consumer<Connection> onEnd = connection -> {};

    Connection connection() {
      return Objects.requireNonNull(connection);
    }

    @Override
    public boolean acceptsText() {
      return acceptsText;
    }

    @Override
    public void onMessage(ByteBuffer message) {
      events.add("message " + UTF_8.decode(message));
      onMessage.accept(connection());
    }

    @Override
    public void onText(ByteBuffer message) {
      events.add("text " + UTF_8.decode(message));
    }

    @Override
    public void onBacklog() {
      events.add("backlog");
    }

    @Override
    public void onEnd(ConnectionEnd end) {
      events.add(
          switch (end) {
            case ConnectionEnd.ClosedByPeer(int code) -> "end closed by peer " + code;
            case ConnectionEnd.Lost _ -> "end lost";
            case ConnectionEnd.Violation(int code, String _) -> "end violation " + code;
            case ConnectionEnd.Overflowed _ -> "end overflowed";
            case ConnectionEnd.FramesLost _ -> "end frames lost";
            case ConnectionEnd.BacklogMemoryExceeded _ -> "end backlog memory";
            case ConnectionEnd.Fault(RuntimeException cause) -> "end fault " + cause.getMessage();
          });
      onEnd.accept(connection());
    }

    @Override
    public void onClosed() {
      events.add("closed");
    }
  }
}
