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

/// The life of a connection: messages and pings, the close handshake from either side, and every
/// way in which it can break.
class WebSocketConnectionTest {
  private static final int BACKLOG_LIMIT = 10_000;

  private final FakeIoThreads threads = FakeIoThreads.inOrder(1);
  private final FakeIoThread thread = threads.get(0);
  private final Listener server = new Listener();
  private final FakeClient client = connect(server);

  // --- Messages ---

  @Test
  void messagesOfOneReadAllArrive() {
    client.sends(joined(binary(utf8("one")), binary(utf8("two")), binary(utf8("three"))));

    told("message one", "message two", "message three");
  }

  @Test
  void framesThatCameWithTheUpgradeRequestAreRead() {
    FakeIoThreads others = FakeIoThreads.inOrder(1);
    Listener listener = new Listener();
    FakeClient early = connect(others.get(0), listener);
    early.sends(binary(utf8("early")));
    others.settle();

    assertThat(listener.told).containsExactly("message early");
  }

  @Test
  void whatTheServerSendsArrives() {
    onThread(connection -> connection.send(Frames.binary(utf8("hello"))));

    heard(message("hello"));
  }

  @Test
  void aMessageBeyondTheLimitIsRefusedUntilTheLimitIsRaised() {
    onThread(connection -> connection.setMaxMessageBytes(200));
    client.sends(binary(new byte[200]));
    settles();
    assertThat(server.told).hasSize(1);

    client.sends(binary(new byte[201]));
    settles();
    assertThat(server.told.getLast()).isEqualTo("end violation 1009");
    heard(new Close(1009, "a message of more than 200 bytes"));
  }

  // --- Postponed messages ---

  @Test
  void aPostponedMessageIsGivenAgainInTimeAndNothingIsReadUntilThen() {
    server.onMessage = postponing(1, Duration.ofMillis(30));
    client.sends(joined(binary(utf8("one")), binary(utf8("two"))));
    settles();
    client.sends(binary(utf8("three")));
    told("message one");
    assertThat(client.isPaused()).isTrue();
    assertThat(thread.inboundCounters().pausedConnections()).isEqualTo(1);

    threads.passes(Duration.ofMillis(29));
    told("message one");
    threads.passes(Duration.ofMillis(1));
    told("message one", "message one", "message two", "message three");
    assertThat(client.isPaused()).isFalse();
    assertThat(thread.inboundCounters().pausedConnections()).isZero();
    assertThat(thread.inboundCounters().pauses()).isEqualTo(1);
  }

  @Test
  void whileAMessageIsPostponedTheSilenceIsOurs() {
    server.onMessage = postponing(1, Duration.ofSeconds(30));
    client.sends(binary(utf8("one")));
    settles();
    threads.passes(Duration.ofSeconds(29));

    assertThat(server.connection().lastFrameNanos()).isEqualTo(threads.nowNanos());
  }

  @Test
  void aPingBehindAPostponedMessageIsAnsweredAfterIt() {
    server.onMessage = postponing(1, Duration.ofMillis(30));
    client.sends(ping(utf8("a")), binary(utf8("one")), ping(utf8("b")));
    settles();
    heard(pongOf("a"));
    threads.passes(Duration.ofMillis(30));

    heard(pongOf("a"), pongOf("b"));
  }

  @Test
  void aCloseOfOursDoesNotWaitForPostponedMessages() {
    server.onMessage = postponing(1, Duration.ofSeconds(30));
    client.sends(binary(utf8("one")), binary(utf8("two")));
    settles();
    onThread(connection -> connection.close(1001, "bye"));
    heard(new Close(1001, "bye"));
    client.closes(1001);
    settles();

    assertThat(client.isDropped()).isTrue();
    told("message one", "closed");
    assertThat(thread.inboundCounters().pausedConnections()).isZero();
  }

  @Test
  void aCloseOfThePeerComesAfterItsPostponedMessages() {
    server.onMessage = postponing(1, Duration.ofMillis(30));
    client.sends(binary(utf8("one")), binary(utf8("two")), close(1000, ""));
    settles();
    told("message one");
    threads.passes(Duration.ofMillis(30));

    told("message one", "message one", "message two", "end closed by peer 1000", "closed");
  }

  @Test
  void aConnectionLostWhileAMessageIsPostponedIsGone() {
    server.onMessage = postponing(1, Duration.ofMillis(30));
    client.sends(binary(utf8("one")));
    settles();
    onThread(Connection::abort);
    settles();
    threads.passes(Duration.ofMillis(60));

    told("message one", "closed");
    assertThat(thread.inboundCounters().pausedConnections()).isZero();
  }

  @Test
  void aFaultWhileAMessageIsPostponedClosesAtOnce() {
    server.onMessage =
        connection -> {
          connection.postpone(Duration.ofSeconds(30).toNanos());
          throw new IllegalStateException("a bug");
        };
    client.sends(binary(utf8("one")), close(1000, ""));
    settles();

    told("message one", "end fault a bug", "closed");
  }

  // --- Fragments ---

  @Test
  void aFragmentedMessageThatPongsKeepAliveIsClosedInTime() {
    client.sends(frame(false, 2, utf8("o")));
    for (int second = 0; second < 30; second++) {
      threads.passes(Duration.ofSeconds(1));
      client.sends(pong(utf8("alive")));
    }
    settles();
    told();
    threads.passes(Duration.ofSeconds(1));

    told("end violation 1008");
    heard(new Close(1008, "a fragmented message that is not completed"));
  }

  @Test
  void fragmentedMessagesThatAreCompletedMayGoOnForEver() {
    List<String> all = new ArrayList<>();
    client.sends(frame(false, 2, utf8("o")));
    for (int second = 0; second < 100; second++) {
      threads.passes(Duration.ofSeconds(1));
      client.sends(frame(true, 0, utf8("ne")), frame(false, 2, utf8("o")));
      all.add("message one");
    }
    settles();

    assertThat(server.told).isEqualTo(all);
    assertThat(threads.timersFired()).isLessThan(10);
  }

  @Test
  void theRestOfAMessageThatCameDuringAPauseOfTheProcessIsReadFirst() {
    client.sends(frame(false, 2, utf8("o")));
    settles();
    threads.jumps(Duration.ofMinutes(5));
    threads.passes(Duration.ofMillis(1));
    client.sends(frame(true, 0, utf8("ne")));
    threads.passes(Duration.ofMinutes(1));

    told("message one");
  }

  /// A listener that postpones its first message so many times.
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
  void aPingIsAnsweredWithItsOwnPayload() {
    client.sends(ping(utf8("are you there?")), ping(new byte[0]), ping(new byte[125]));

    heard(pongOf("are you there?"), pongOf(""), new Pong(ByteString.copyFrom(new byte[125])));
    told();
  }

  @Test
  void aPongNobodyAskedForIsIgnored() {
    client.sends(pong(utf8("hello")));

    heard();
    told();
  }

  @Test
  void aFloodOfPingsInOneReadIsAnsweredByOneWriteThatAnswersTheLatest() {
    byte[] flood = new byte[0];
    for (int i = 0; i < 300; i++) {
      flood = joined(flood, ping(utf8("%0125d".formatted(i))));
    }
    client.sends(flood);
    settles();

    assertThat(client.writes()).isEqualTo(1);
    assertThat(client.heard().getLast()).isEqualTo(pongOf("%0125d".formatted(299)));
  }

  @Test
  void pongsToOneWhoDoesNotReadAreDroppedRatherThanKept() {
    client.readsNothing();
    for (int i = 0; i < 1_000; i++) {
      client.sends(ping(new byte[100]));
    }
    settles();

    assertThat(client.backlogBytes()).isLessThanOrEqualTo(BACKLOG_LIMIT);
    told("backlog");
  }

  @Test
  void aPingOfOurOwnArrives() {
    onThread(connection -> connection.ping(new byte[] {0x32, 0x00}));

    heard(new ServerFrames.Ping(ByteString.copyFrom(new byte[] {0x32, 0x00})));
  }

  // --- The close handshake ---

  @Test
  void aCloseOfThePeerIsAnsweredWithItsCodeAndTheSocketIsDropped() {
    client.sends(close(1000, "bye"));

    told("end closed by peer 1000", "closed");
    heard(new Close(1000, ""));
    assertThat(client.isDropped()).isTrue();
  }

  @Test
  void aCloseWithoutACodeIsAnsweredWithoutOne() {
    client.sends(frame(true, 0x8, new byte[0]));

    told("end closed by peer 1005", "closed");
    heard(new Close(1005, ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"03", "03ED", "0000", "03E8FF"})
  void aMalformedCloseIsAViolation(String hex) {
    client.sends(frame(true, 0x8, HexFormat.of().parseHex(hex)));
    settles();

    int code = hex.endsWith("FF") ? 1007 : 1002;
    told("end violation " + code, "closed");
    heard(new Close(code, ""));
    assertThat(client.isDropped()).isTrue();
  }

  @Test
  void pingsBeforeACloseAreStillAnswered() {
    client.sends(joined(ping(utf8("one")), close(1000, ""), ping(utf8("two"))));

    heard(pongOf("one"), new Close(1000, ""));
  }

  @Test
  void messagesAfterACloseAreNotHeard() {
    client.sends(joined(close(1000, ""), binary(utf8("late"))));
    client.sends(binary(utf8("later")));

    told("end closed by peer 1000", "closed");
  }

  @Test
  void aCloseOfOursWaitsForThePeersAnswer() {
    onThread(connection -> connection.close(1001, "going away"));
    heard(new Close(1001, "going away"));
    assertThat(client.isDropped()).isFalse();
    told();

    client.closes(1001);
    told("closed");
    assertThat(client.isDropped()).isTrue();
  }

  @Test
  void nothingIsSentOrHeardAfterACloseOfOurs() {
    onThread(
        connection -> {
          connection.close(1001, "going away");
          connection.send(Frames.binary(utf8("late")));
          connection.ping(utf8("late"));
          connection.close(1011, "again");
        });
    client.sends(binary(utf8("late")), ping(utf8("late")));
    settles();

    heard(new Close(1001, "going away"));
    told();
  }

  @Test
  void aListenerMayCloseInTheMiddleOfARead() {
    server.onMessage = connection -> connection.close(1008, "enough");
    client.sends(joined(binary(utf8("one")), binary(utf8("two")), close(1000, "")));

    told("message one", "closed");
    heard(new Close(1008, "enough"));
    assertThat(client.isDropped()).isTrue();
  }

  @Test
  void aCloseOfOursFollowsWhatWaits() {
    client.reads(1);
    onThread(
        connection -> {
          connection.send(Frames.binary(utf8("one")));
          connection.send(Frames.binary(utf8("two")));
          connection.close(1001, "going away");
        });
    client.closes(1001);
    settles();
    assertThat(client.isDropped()).isFalse();
    client.readsEverything();

    heard(message("one"), message("two"), new Close(1001, "going away"));
    assertThat(client.isDropped()).isTrue();
  }

  @Test
  void aCloseWithoutBacklogForgetsWhatWaitsButNotTheFrameUnderWay() {
    client.reads(1);
    onThread(
        connection -> {
          connection.send(Frames.binary(utf8("one")));
          connection.send(Frames.binary(utf8("two")));
          connection.closeWithoutBacklog(1013, "too slow");
        });
    client.readsEverything();

    heard(message("one"), new Close(1013, "too slow"));
  }

  @Test
  void bothMayCloseAtOnce() {
    client.readsNothing();
    onThread(connection -> connection.close(1001, "going away"));
    client.closes(1000);
    client.readsEverything();

    heard(new Close(1001, "going away"));
    told("closed");
    assertThat(client.isDropped()).isTrue();
  }

  // --- Violations ---

  @Test
  void aViolationIsToldByACloseFrameAndTheEndOfOurStream() {
    client.sends(joined(binary(utf8("one")), frame(true, 0x3, new byte[0]), binary(utf8("two"))));

    told("message one", "end violation 1002");
    heard(new Close(1002, "a reserved opcode"));
    assertThat(client.isEnded()).isTrue();
    assertThat(client.isDropped()).isFalse();

    client.sends(binary(utf8("more of the broken stream")));
    client.hangsUp();
    told("message one", "end violation 1002", "closed");
  }

  @Test
  void pingsBeforeAViolationAreStillAnswered() {
    client.sends(joined(ping(utf8("one")), frame(true, 0x3, new byte[0])));

    heard(pongOf("one"), new Close(1002, "a reserved opcode"));
  }

  @Test
  void textIsRefusedByOneWhoDoesNotAcceptIt() {
    client.sends(text("hello"));

    told("end violation 1003");
    heard(new Close(1003, "a text message"));
  }

  @Test
  void textIsHeardByOneWhoAcceptsIt() {
    FakeIoThreads others = FakeIoThreads.inOrder(1);
    Listener listener = new Listener();
    listener.acceptsText = true;
    connect(others.get(0), listener).sends(text("héllo"), binary(utf8("b")));
    others.settle();

    assertThat(listener.told).containsExactly("text héllo", "message b");
  }

  @Test
  void aListenerMayAnswerAViolationWithACloseOfItsOwn() {
    server.onEnd = connection -> connection.close(4000, "my own words");
    client.sends(frame(true, 0x3, new byte[0]));

    heard(new Close(4000, "my own words"));
  }

  // --- Losses ---

  @Test
  void aStreamThatEndsWithoutACloseIsALoss() {
    client.hangsUp();

    told("end lost", "closed");
    assertThat(client.isDropped()).isTrue();
  }

  @Test
  void aSocketThatBreaksWhileItIsReadIsALoss() {
    client.isCutOff();

    told("end lost", "closed");
    assertThat(client.isDropped()).isTrue();
  }

  @Test
  void aSocketThatBreaksWhileItIsWrittenIsALossThatIsToldAfterTheWrite() {
    client.breaksSilently();
    onThread(
        connection -> {
          connection.send(Frames.binary(utf8("one")));
          connection.send(Frames.binary(utf8("two")));
          assertThat(server.told).as("told in the middle of a flush").isEmpty();
        });

    told("end lost", "closed");
    assertThat(client.isDropped()).isTrue();
  }

  @Test
  void aSocketThatBreaksAtTheCloseFrameIsClosedQuietly() {
    client.breaksSilently();
    onThread(connection -> connection.close(1001, "going away"));

    told("closed");
  }

  @Test
  void anAbortDropsTheSocketAfterWhateverRuns() {
    onThread(
        connection -> {
          connection.abort();
          assertThat(client.isDropped()).isFalse();
        });

    told("closed");
    assertThat(client.isDropped()).isTrue();
    heard();
  }

  @Test
  void anAbortEndsACloseThatThePeerDoesNotAnswer() {
    onThread(connection -> connection.close(1001, "going away"));
    onThread(Connection::abort);
    onThread(Connection::abort);

    told("closed");
  }

  // --- Slow readers ---

  @Test
  void theListenerIsToldWhenSomethingBeginsToWaitAndAgainTheNextTime() {
    for (int round = 1; round <= 2; round++) {
      client.readsNothing();
      onThread(connection -> connection.send(Frames.binary(utf8("one"))));
      onThread(connection -> connection.send(Frames.binary(utf8("two"))));
      client.readsEverything();
      settles();
      assertThat(server.told).hasSize(round).containsOnly("backlog");
    }
  }

  @Test
  void aBacklogThatOverflowsIsToldAfterTheWriteAndOnce() {
    client.readsNothing();
    onThread(
        connection -> {
          for (int i = 0; i < 30; i++) {
            connection.send(Frames.binary(new byte[1_000]));
          }
          assertThat(server.told).containsExactly("backlog");
        });

    told("backlog", "end overflown");
    assertThat(client.backlogBytes()).isLessThanOrEqualTo(BACKLOG_LIMIT);
    assertThat(client.isDropped()).isFalse();
  }

  // --- Faults ---

  @Test
  void aFaultOfTheListenerClosesThisConnectionWith1011() {
    server.onMessage =
        connection -> {
          throw new IllegalStateException("a bug");
        };
    client.sends(joined(binary(utf8("one")), binary(utf8("two"))));

    told("message one", "end fault a bug");
    heard(new Close(1011, "internal error"));
  }

  @Test
  void aFaultBelowWhileARoomWritesEndsThisConnectionAfterTheWrite() {
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
          assertThat(server.told).as("told in the middle of a flush").isEmpty();
        });

    told("end fault a bug below", "closed");
    assertThat(client.isDropped()).isTrue();
  }

  @Test
  void aFaultWhileTheListenerIsToldOfTheEndStillDropsTheSocket() {
    server.onEnd =
        connection -> {
          throw new IllegalStateException("a bug");
        };
    client.isCutOff();
    settlesOverAFault();

    assertThat(client.isDropped()).isTrue();
    assertThat(server.told).endsWith("closed");
  }

  // --- Life ---

  @Test
  void onlyWholeFramesOfThePeerAreASignOfLife() {
    settles();
    long start = threads.nowNanos();
    threads.jumps(Duration.ofSeconds(1));
    client.sends(Arrays.copyOf(binary(new byte[10]), 9));
    onThread(connection -> connection.send(Frames.binary(utf8("are you there?"))));
    assertThat(server.connection().lastFrameNanos()).isEqualTo(start);

    threads.jumps(Duration.ofSeconds(1));
    client.sends(Arrays.copyOfRange(binary(new byte[10]), 9, 16));
    settles();
    assertThat(server.connection().lastFrameNanos()).isEqualTo(threads.nowNanos());

    threads.jumps(Duration.ofSeconds(1));
    client.sends(pong(new byte[0]));
    settles();
    assertThat(server.connection().lastFrameNanos()).isEqualTo(threads.nowNanos());
  }

  // --- Anything at all ---

  @Test
  void whateverHappensTheListenerIsToldOfOneEndAtMostAndOfTheCloseOnceAndLast() {
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
        Consumer<Connection> deed = deeds.get(chance < 8 ? 0 : random.nextInt(deeds.size()));
        if (listener.connection != null) {
          thread.execute(() -> deed.accept(listener.connection()));
        }
      } else if (chance < 20) {
        fates.get(chance < 17 ? 7 + random.nextInt(3) : random.nextInt(fates.size())).run();
      } else {
        threads.step();
      }
    }
    client.isCutOff();
    threads.settle();
    if (listener.connection != null) {
      threads.on(thread, () -> listener.connection().abort());
    }
    threads.settle();

    assertThat(listener.told).filteredOn("closed"::equals).hasSize(1);
    assertThat(listener.told).last().isEqualTo("closed");
    assertThat(listener.told).filteredOn(what -> what.startsWith("end")).hasSizeLessThan(2);
    assertThat(client.isDropped()).isTrue();
    assertThat(thread.outboundCounters().backlogBytes()).isZero();
    assertThat(thread.outboundCounters().backloggedConnections()).isZero();
  }

  // --- The two ends ---

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

  private void onThread(Consumer<Connection> deed) {
    settles();
    threads.on(thread, () -> deed.accept(server.connection()));
    settles();
  }

  private void settles() {
    threads.settle();
  }

  private void settlesOverAFault() {
    try {
      threads.settle();
    } catch (IllegalStateException fault) {
      assertThat(fault).hasMessage("a bug");
      threads.settle();
    }
  }

  private void told(String... expected) {
    settles();
    assertThat(server.told).containsExactly(expected);
  }

  private void heard(Heard... expected) {
    settles();
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

  /// Writes down what it is told.
  private static final class Listener implements ConnectionListener {
    final List<String> told = new ArrayList<>();
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
      told.add("message " + UTF_8.decode(message));
      onMessage.accept(connection());
    }

    @Override
    public void onText(ByteBuffer message) {
      told.add("text " + UTF_8.decode(message));
    }

    @Override
    public void onBacklog() {
      told.add("backlog");
    }

    @Override
    public void onEnd(ConnectionEnd end) {
      told.add(
          switch (end) {
            case ConnectionEnd.ClosedByPeer(int code) -> "end closed by peer " + code;
            case ConnectionEnd.Lost _ -> "end lost";
            case ConnectionEnd.Violation(int code, String _) -> "end violation " + code;
            case ConnectionEnd.Overflowed _ -> "end overflown";
            case ConnectionEnd.FramesLost _ -> "end behind";
            case ConnectionEnd.BacklogMemoryExceeded _ -> "end backlog memory";
            case ConnectionEnd.Fault(RuntimeException cause) -> "end fault " + cause.getMessage();
          });
      onEnd.accept(connection());
    }

    @Override
    public void onClosed() {
      told.add("closed");
    }
  }
}
