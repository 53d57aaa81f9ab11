package wsroom.websocket;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
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

/// Which callbacks a listener gets, and what batches and corked output become of.
class ConnectionCallbacksTest {
  private final FakeIoThreads threads = FakeIoThreads.inOrder(1);
  private final FakeIoThread thread = threads.get(0);
  private final List<String> told = new ArrayList<>();
  private Consumer<Connection> onMessage = connection -> {};
  private @Nullable Connection opened;
  private final FakeClient client = connect();

  @Test
  void framesThatAreNoMessageCountAsOverhead() {
    client.sends(ClientFrames.ping(new byte[] {1}));
    client.sends(ClientFrames.pong(new byte[] {2}));
    client.sends(ClientFrames.frame(false, 2, new byte[] {3}));
    client.sends(ClientFrames.frame(true, 0, new byte[] {4}));
    threads.settle();

    assertThat(told).startsWith("overhead", "pong", "overhead", "overhead").endsWith("message 2");
    assertThat(told).filteredOn("overhead"::equals).hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void nothingCountsBehindOurClose() {
    on(connection -> connection.close(1001, "bye"));
    client.sends(ClientFrames.ping(new byte[] {1}));
    client.sends(ClientFrames.pong(new byte[] {2}));
    client.sends(ClientFrames.frame(false, 2, new byte[] {3}));
    threads.settle();

    assertThat(told).isEmpty();
  }

  @Test
  void pongGoesOutBeforeTheAnswerToTheMessageBehindThePing() {
    onMessage = connection -> connection.send(Frames.binary("answer".getBytes(US_ASCII)));
    client.sends(
        ClientFrames.joined(
            ClientFrames.ping(new byte[] {'p'}), ClientFrames.binary(new byte[] {1})));
    threads.settle();

    assertThat(client.heard())
        .containsExactly(
            new Pong(ByteString.copyFromUtf8("p")), new Message(ByteString.copyFromUtf8("answer")));
  }

  @Test
  void batchIsSentUntilTheConnectionCloses() {
    on(connection -> connection.send(batch("one", "two"), all(2)));
    assertThat(client.messages())
        .containsExactly(ByteString.copyFromUtf8("one"), ByteString.copyFromUtf8("two"));
    on(connection -> connection.close(1001, "bye"));
    on(connection -> connection.send(batch("three"), all(1)));

    assertThat(client.heard()).hasSize(3).last().isEqualTo(new Close(1001, "bye"));
  }

  @Test
  void batchThatASocketDoesNotTakeIsABacklog() {
    client.readsNothing();
    on(connection -> connection.send(batch("one"), all(1)));
    assertThat(told).containsExactly("backlog");
    threads.jumps(Duration.ofSeconds(3));
    long before = thread.nanoTime();
    client.readsEverything();
    threads.settle();

    assertThat(client.messages()).containsExactly(ByteString.copyFromUtf8("one"));
    assertThat(opened().lastProgressNanos()).isEqualTo(before);
  }

  @Test
  void batchThatFailsEndsTheConnectionAfterTheFlush() {
    client.breaksSilently();
    threads.on(thread, () -> opened().send(batch("one"), all(1)));
    assertThat(told).isEmpty();
    threads.settle();

    assertThat(told).containsExactly("end Lost", "closed");
  }

  @Test
  void heldBackOutputIsSentAtItsTimeAndWhatIsNotTakenThenIsABacklog() {
    on(connection -> connection.cork(50));
    on(connection -> connection.send(Frames.binary("later".getBytes(US_ASCII))));
    threads.passes(Duration.ofMillis(49));
    assertThat(client.heard()).isEmpty();
    client.readsNothing();
    threads.passes(Duration.ofMillis(2));
    assertThat(told).containsExactly("backlog");
    client.readsEverything();
    threads.settle();

    assertThat(client.messages()).containsExactly(ByteString.copyFromUtf8("later"));
  }

  @Test
  void heldBackOutputGoesOutBeforeTheCloseThatFollowsIt() {
    on(connection -> connection.cork(50));
    on(connection -> connection.send(Frames.binary("later".getBytes(US_ASCII))));
    on(connection -> connection.close(1008, "kicked"));
    client.closes(1008);
    threads.passes(Duration.ofMillis(51));

    assertThat(client.heard())
        .containsExactly(new Message(ByteString.copyFromUtf8("later")), new Close(1008, "kicked"));
    assertThat(client.isDropped()).isTrue();
    assertThat(told).containsExactly("closed");
  }

  @Test
  void connectionThatIsGoneSendsNothingThatItHasHeldBack() {
    on(connection -> connection.cork(50));
    on(connection -> connection.send(Frames.binary("later".getBytes(US_ASCII))));
    on(Connection::abort);
    threads.passes(Duration.ofMillis(60));

    assertThat(client.heard()).isEmpty();
    assertThat(told).containsExactly("closed");
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
    threads.settle();
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
    threads.settle();
    return connected;
  }

  private final class Recorder implements ConnectionListener {
    @Override
    public void onMessage(ByteBuffer message) {
      told.add("message " + message.remaining());
      onMessage.accept(opened());
    }

    @Override
    public void onOverhead() {
      told.add("overhead");
    }

    @Override
    public void onPong() {
      told.add("pong");
    }

    @Override
    public void onBacklog() {
      told.add("backlog");
    }

    @Override
    public void onEnd(ConnectionEnd end) {
      told.add("end " + end.getClass().getSimpleName());
    }

    @Override
    public void onClosed() {
      told.add("closed");
    }
  }
}
