package wsroom.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import wsroom.websocket.ServerFrames.Close;

/// What a peer may do behind our close frame, and what becomes of faults and errors.
class CloseLimitTest {
  private static final int LIMIT_BYTES = 4 * 1024 * 1024;
  private static final int CHUNK_BYTES = 256 * 1024;

  private final FakeIoThreads threads = FakeIoThreads.inOrder(1);
  private final FakeIoThread thread = threads.get(0);
  private final List<String> told = new ArrayList<>();
  private @Nullable RuntimeException opening;

  @Test
  void peerThatGoesOnSendingBehindOurCloseIsCutOffAfterFourMebibytes() {
    Recorder server = new Recorder();
    FakeClient client = connect(server);
    threads.on(thread, () -> server.connection().close(1001, "going away"));
    byte[] frame = ClientFrames.binary(new byte[2]);
    byte[] chunk = repeated(frame, CHUNK_BYTES / frame.length);
    for (int sent = 0; sent < LIMIT_BYTES; sent += chunk.length) {
      client.sends(chunk);
    }
    threads.settle();
    assertThat(client.isDropped()).isFalse();

    client.sends(frame);
    threads.settle();
    assertThat(client.isDropped()).isTrue();
    assertThat(told).containsExactly("open", "closed");
  }

  @Test
  void openingThatFailsEndsTheConnectionAndTheListenerIsTold() {
    opening = new IllegalStateException("a bug");
    FakeClient client = connect(new Recorder());

    assertThat(told).containsExactly("open", "end Fault", "closed");
    assertThat(client.isDropped()).isTrue();
  }

  @Test
  void listenerMayCloseAsItOpensThoughThePeerReadsNothing() {
    Recorder closing =
        new Recorder() {
          @Override
          public void onOpen() {
            super.onOpen();
            connection().send(Frames.binary(new byte[100]));
            connection().close(1013, "full");
          }
        };
    FakeClient client =
        new FakeClient(thread, new FakeClient.Settings(1000, 10_000), closing::with);
    client.readsNothing();
    threads.settle();
    client.readsEverything();
    threads.settle();

    assertThat(client.heard()).last().isEqualTo(new Close(1013, "full"));
    assertThat(told).containsExactly("open", "backlog");
  }

  @Test
  void errorOfAListenerGoesToTheProcessAndNotToTheConnection() {
    Recorder server = new Recorder();
    FakeClient client = connect(server);
    Error error = new AssertionError("an error");
    server.failure = error;
    client.sendsMessage(new byte[1]);

    assertThatThrownBy(threads::settle).isSameAs(error);
    assertThat(told).containsExactly("open", "message");
  }

  @Test
  void faultInATaskOfTheConnectionEndsIt() {
    Recorder server = new Recorder();
    FakeClient client = connect(server);
    threads.on(thread, () -> server.connection().cork(50));
    threads.on(thread, () -> server.connection().send(Frames.binary(new byte[10])));
    client.hasAFaultySocket();
    threads.passes(Duration.ofMillis(60));

    assertThat(told).containsExactly("open", "end Fault", "closed");
    assertThat(client.isDropped()).isTrue();
  }

  @Test
  void droppedConnectionLeavesNothingInTheBacklogsOfItsThread() {
    Recorder server = new Recorder();
    FakeClient client = connect(server);
    client.readsNothing();
    threads.on(thread, () -> server.connection().send(Frames.binary(new byte[500])));
    assertThat(thread.outboundCounters().backlogBytes()).isEqualTo(client.backlogBytes());
    assertThat(thread.outboundCounters().backloggedConnections()).isEqualTo(1);
    threads.on(thread, () -> server.connection().abort());
    threads.settle();

    assertThat(client.isDropped()).isTrue();
    assertThat(thread.outboundCounters().backlogBytes()).isZero();
    assertThat(thread.outboundCounters().backloggedConnections()).isZero();
    assertThat(told).containsExactly("open", "backlog", "closed");
  }

  @Test
  void onlyTheFirstCloseIsSent() {
    Recorder server = new Recorder();
    FakeClient client = connect(server);
    threads.on(
        thread,
        () -> {
          server.connection().close(1001, "first");
          server.connection().close(1008, "second");
          server.connection().closeWithoutBacklog(1013, "third");
        });
    threads.settle();

    assertThat(client.heard()).containsExactly(new Close(1001, "first"));
    assertThat(client.isEnded()).isFalse();
    client.closes(1001);
    threads.settle();
    assertThat(client.isDropped()).isTrue();
    assertThat(told).containsExactly("open", "closed");
  }

  @Test
  void abortIsNotUndoneByWhatThePeerSends() {
    Recorder server = new Recorder();
    FakeClient client = connect(server);
    threads.on(thread, () -> server.connection().abort());
    client.sendsMessage(new byte[1]);
    client.closes(1000);
    threads.settle();

    assertThat(client.isDropped()).isTrue();
    assertThat(told).endsWith("closed").doesNotContain("end ClosedByPeer");
  }

  @Test
  void connectionSaysWhereItLivesAndWhoIsThere() {
    Recorder server = new Recorder();
    connect(server);

    assertThat(server.connection().ioThread()).isSameAs(thread);
    assertThat(server.connection().clientAddress().getHostAddress()).isEqualTo("192.0.2.1");
    assertThat(server.connection().backlogBytes()).isZero();
  }

  private FakeClient connect(Recorder listener) {
    FakeClient client =
        new FakeClient(thread, new FakeClient.Settings(1000, 10_000), listener::with);
    threads.settle();
    return client;
  }

  private static byte[] repeated(byte[] frame, int times) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < times; i++) {
      bytes.writeBytes(frame);
    }
    return bytes.toByteArray();
  }

  private class Recorder implements ConnectionListener {
    private @Nullable Connection connection;
    @Nullable Error failure;

    Connection connection() {
      return Objects.requireNonNull(connection);
    }

    ConnectionListener with(Connection opened) {
      connection = opened;
      return this;
    }

    @Override
    public void onOpen() {
      told.add("open");
      if (opening != null) {
        throw opening;
      }
    }

    @Override
    public void onMessage(ByteBuffer message) {
      told.add("message");
      if (failure != null) {
        throw failure;
      }
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
