package wsroom.websocket;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import wsroom.websocket.ServerFrames.Close;
import wsroom.websocket.ServerFrames.Message;
import wsroom.websocket.ServerFrames.Pong;

/// The callbacks of a listener, and the writing of batches and corked output.
class ConnectionCallbacksTest {
  private final FakeIoThreads threads = FakeIoThreads.inOrder(1);
  private final FakeIoThread thread = threads.get(0);
  private final List<String> events = new ArrayList<>();
  private Consumer<Connection> onMessage = connection -> {};
  private @Nullable Connection opened;
  private final FakeClient client = connect();

  @Test
  void framesThatAreNotMessagesAreReportedAsOverhead() {
    client.sends(ClientFrames.ping(new byte[] {1}));
    client.sends(ClientFrames.pong(new byte[] {2}));
    client.sends(ClientFrames.frame(false, 2, new byte[] {3}));
    client.sends(ClientFrames.frame(true, 0, new byte[] {4}));
    threads.runAll();

    assertThat(events).startsWith("overhead", "pong", "overhead", "overhead").endsWith("message 2");
    assertThat(events).filteredOn("overhead"::equals).hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void noOverheadIsReportedAfterOurClose() {
    on(connection -> connection.close(1001, "bye"));
    client.sends(ClientFrames.ping(new byte[] {1}));
    client.sends(ClientFrames.pong(new byte[] {2}));
    client.sends(ClientFrames.frame(false, 2, new byte[] {3}));
    threads.runAll();

    assertThat(events).isEmpty();
  }

  @Test
  void pongPrecedesTheReplyToAMessageAfterThePing() {
    onMessage = connection -> connection.send(Frames.binary("answer".getBytes(US_ASCII)));
    client.sends(
        ClientFrames.joined(
            ClientFrames.ping(new byte[] {'p'}), ClientFrames.binary(new byte[] {1})));
    threads.runAll();

    assertThat(client.heard())
        .containsExactly(
            new Pong(ByteString.copyFromUtf8("p")), new Message(ByteString.copyFromUtf8("answer")));
  }

  @Test
  void batchIsIgnoredOnceTheConnectionIsClosing() {
    on(connection -> connection.send(batch("one", "two"), all(2)));
    assertThat(client.messages())
        .containsExactly(ByteString.copyFromUtf8("one"), ByteString.copyFromUtf8("two"));
    on(connection -> connection.close(1001, "bye"));
    on(connection -> connection.send(batch("three"), all(1)));

    assertThat(client.heard()).hasSize(3).last().isEqualTo(new Close(1001, "bye"));
  }

  @Test
  void batchThatTheSocketDoesNotTakeBecomesBacklog() {
    client.readsNothing();
    on(connection -> connection.send(batch("one"), all(1)));
    assertThat(events).containsExactly("backlog");
    threads.jumps(Duration.ofSeconds(3));
    long before = thread.nanoTime();
    client.readsEverything();
    threads.runAll();

    assertThat(client.messages()).containsExactly(ByteString.copyFromUtf8("one"));
    assertThat(opened().lastProgressNanos()).isEqualTo(before);
  }

  @Test
  void failedBatchWriteEndsTheConnectionAfterTheFlush() {
    client.breaksSilently();
    threads.on(thread, () -> opened().send(batch("one"), all(1)));
    assertThat(events).isEmpty();
    threads.runAll();

    assertThat(events).containsExactly("end Lost", "closed");
  }

  @Test
  void corkedOutputIsWrittenInTimeAndItsRemainderBecomesBacklog() {
    on(connection -> connection.cork(50));
    on(connection -> connection.send(Frames.binary("later".getBytes(US_ASCII))));
    threads.passes(Duration.ofMillis(49));
    assertThat(client.heard()).isEmpty();
    client.readsNothing();
    threads.passes(Duration.ofMillis(2));
    assertThat(events).containsExactly("backlog");
    client.readsEverything();
    threads.runAll();

    assertThat(client.messages()).containsExactly(ByteString.copyFromUtf8("later"));
  }

  @Test
  void corkedOutputPrecedesALaterClose() {
    on(connection -> connection.cork(50));
    on(connection -> connection.send(Frames.binary("later".getBytes(US_ASCII))));
    on(connection -> connection.close(1008, "kicked"));
    client.closes(1008);
    threads.passes(Duration.ofMillis(51));

    assertThat(client.heard())
        .containsExactly(new Message(ByteString.copyFromUtf8("later")), new Close(1008, "kicked"));
    assertThat(client.isDropped()).isTrue();
    assertThat(events).containsExactly("closed");
  }

  @Test
  void abortedConnectionDiscardsCorkedOutput() {
    on(connection -> connection.cork(50));
    on(connection -> connection.send(Frames.binary("later".getBytes(US_ASCII))));
    on(Connection::abort);
    threads.passes(Duration.ofMillis(60));

    assertThat(client.heard()).isEmpty();
    assertThat(events).containsExactly("closed");
  }

  @Test
  void corkedOutputFollowsOnceTheClientHasHadTheWelcomeForItsTime() {
    client.reads(3);
    on(connection -> connection.send(Frames.binary("welcome".getBytes(US_ASCII))));
    on(connection -> connection.cork(50));
    on(connection -> connection.send(Frames.binary("later".getBytes(US_ASCII))));
    threads.passes(Duration.ofMillis(60));
    client.readsEverything();
    threads.passes(Duration.ofMillis(49));
    assertThat(client.messages()).containsExactly(ByteString.copyFromUtf8("welcome"));
    threads.passes(Duration.ofMillis(2));

    assertThat(client.messages())
        .containsExactly(ByteString.copyFromUtf8("welcome"), ByteString.copyFromUtf8("later"));
    assertThat(events).containsExactly("backlog");
  }

  @Test
  void allPingsOfOneReadAreAnsweredInOneWriteThatTheyFillToItsLastByte() {
    byte[] pings = new byte[0];
    List<ServerFrames.Heard> pongs = new ArrayList<>();
    for (int ping = 0; ping < 130; ping++) {
      byte[] payload = new byte[ping < 128 ? 125 : 62];
      payload[0] = (byte) ping;
      pings = ClientFrames.joined(pings, ClientFrames.ping(payload));
      pongs.add(new Pong(ByteString.copyFrom(payload)));
    }
    client.sends(pings);
    threads.runAll();

    assertThat(client.bytesHeard()).isEqualTo(16 * 1024);
    assertThat(client.heard()).isEqualTo(pongs);
    assertThat(client.writes()).isEqualTo(1);
  }

  @Test
  void eachPongPingAndFragmentIsReportedOnceAsOverhead() {
    for (int i = 0; i < 5; i++) {
      client.sends(ClientFrames.pong(new byte[] {1}));
    }
    client.sends(ClientFrames.ping(new byte[] {1}), ClientFrames.ping(new byte[] {2}));
    client.sends(ClientFrames.frame(false, 2, new byte[] {3}));
    threads.runAll();

    assertThat(events).filteredOn("overhead"::equals).hasSize(8);
    assertThat(events).filteredOn("pong"::equals).hasSize(5);
  }

  @Test
  void socketClosedFromBelowEndsTheConnection() {
    client.isClosedFromBelow();
    threads.runAll();

    assertThat(events).containsExactly("end Lost", "closed");
  }

  @Test
  void closeOfASlowClientDoesNotWaitForItsPostponedMessage() {
    onMessage = connection -> connection.postpone(Duration.ofSeconds(30).toNanos());
    client.sendsMessage(new byte[] {1});
    threads.runAll();
    on(connection -> connection.closeWithoutBacklog(1013, "slow"));
    client.closes(1013);
    threads.runAll();

    assertThat(client.isDropped()).isTrue();
    assertThat(events).containsExactly("message 1", "closed");
  }

  @Test
  void roomsFramesAreNotSentAfterALostOne() {
    on(Connection::endFramesLost);
    on(connection -> connection.send(batch("after"), all(1)));

    assertThat(client.messages()).isEmpty();
    assertThat(events).containsExactly("end FramesLost");
  }

  @Test
  void connectionTellsWhatTheClientHasTakenOfItsBacklog() {
    client.readsNothing();
    on(connection -> connection.send(Frames.binary(new byte[100])));
    assertThat(opened().hasBacklog()).isTrue();
    client.reads(40);
    threads.runAll();
    assertThat(opened().drainedBytes()).isEqualTo(40);
    client.readsEverything();
    threads.runAll();

    assertThat(opened().drainedBytes()).isEqualTo(102);
    assertThat(opened().hasBacklog()).isFalse();
  }

  @Test
  void connectionWhoseBacklogIsGivenUpForMemoryEnds() {
    FakeTransport socket = new FakeTransport();
    socket.takes(0);
    WebSocketConnection slow =
        new WebSocketConnection(
            socket,
            thread,
            new ThreadBuffers(3_000),
            new WebSocketConnection.Settings(
                1_000,
                10_000,
                error -> {
                  throw error;
                }),
            InetAddress.ofLiteral("192.0.2.1"),
            connection -> new Recorder());
    threads.on(thread, () -> slow.send(Frames.binary(new byte[4_000])));
    threads.on(thread, () -> slow.send(batch("x".repeat(4_000)), all(1)));
    threads.runAll();

    assertThat(events).containsExactly("backlog", "end BacklogMemoryExceeded");
  }

  private static FrameBatch batch(String... messages) {
    FrameBatch batch = FrameBatch.forSockets(1000);
    for (String message : messages) {
      batch.add(Frames.binary(message.getBytes(US_ASCII)), false);
    }
    return batch;
  }

  private static FrameRanges all(int frames) {
    FrameRanges ranges = new FrameRanges();
    ranges.add(0, frames);
    return ranges;
  }

  private void on(Consumer<Connection> action) {
    threads.on(thread, () -> action.accept(opened()));
    threads.runAll();
  }

  private Connection opened() {
    return Objects.requireNonNull(opened);
  }

  private FakeClient connect() {
    FakeClient connected =
        new FakeClient(
            thread,
            new FakeClient.Settings(1000, 10_000),
            connection -> {
              opened = connection;
              return new Recorder();
            });
    threads.runAll();
    return connected;
  }

  private final class Recorder implements ConnectionListener {
    @Override
    public void onMessage(ByteBuffer message) {
      events.add("message " + message.remaining());
      onMessage.accept(opened());
    }

    @Override
    public void onOverhead() {
      events.add("overhead");
    }

    @Override
    public void onPong() {
      events.add("pong");
    }

    @Override
    public void onBacklog() {
      events.add("backlog");
    }

    @Override
    public void onEnd(ConnectionEnd end) {
      events.add("end " + end.getClass().getSimpleName());
    }

    @Override
    public void onClosed() {
      events.add("closed");
    }
  }
}
