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

/// The limit of what a peer may send after our close frame, and the handling of exceptions and
/// errors.
class CloseLimitTest {
  private static final int LIMIT_BYTES = 4 * 1024 * 1024;
  private static final int CHUNK_BYTES = 256 * 1024;

  private final FakeIoThreads threads = FakeIoThreads.inOrder(1);
  private final FakeIoThread thread = threads.get(0);
  private final List<String> events = new ArrayList<>();
  private @Nullable RuntimeException openFailure;

  @Test
  void peerThatKeepsSendingAfterOurCloseIsAbortedAfterFourMebibytes() {
    Recorder server = new Recorder();
    FakeClient client = connect(server);
    threads.on(thread, () -> server.connection().close(1001, "going away"));
    byte[] frame = ClientFrames.binary(new byte[2]);
    byte[] chunk = repeated(frame, CHUNK_BYTES / frame.length);
    for (int sent = 0; sent < LIMIT_BYTES; sent += chunk.length) {
      client.sends(chunk);
    }
    threads.runAll();
    assertThat(client.isDropped()).isFalse();

    client.sends(frame);
    threads.runAll();
    assertThat(client.isDropped()).isTrue();
    assertThat(events).containsExactly("open", "closed");
  }

  @Test
  void exceptionInOnOpenEndsTheConnectionAndIsReported() {
    openFailure = new IllegalStateException("a bug");
    FakeClient client = connect(new Recorder());

    assertThat(events).containsExactly("open", "end Fault", "closed");
    assertThat(client.isDropped()).isTrue();
  }

  @Test
  void listenerMayCloseInOnOpenWhileThePeerReadsNothing() {
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
    threads.runAll();
    client.readsEverything();
    threads.runAll();

    assertThat(client.heard()).last().isEqualTo(new Close(1013, "full"));
    assertThat(events).containsExactly("open", "backlog");
  }

  @Test
  void errorInAListenerGoesToTheProcessAndLeavesTheConnectionOpen() {
    Recorder server = new Recorder();
    FakeClient client = connect(server);
    Error error = new AssertionError("an error");
    server.failure = error;
    client.sendsMessage(new byte[1]);

    assertThatThrownBy(threads::runAll).isSameAs(error);
    assertThat(events).containsExactly("open", "message");
  }

  @Test
  void exceptionInATaskOfTheConnectionEndsIt() {
    Recorder server = new Recorder();
    FakeClient client = connect(server);
    threads.on(thread, () -> server.connection().cork(50));
    threads.on(thread, () -> server.connection().send(Frames.binary(new byte[10])));
    client.hasAFaultySocket();
    threads.passes(Duration.ofMillis(60));

    assertThat(events).containsExactly("open", "end Fault", "closed");
    assertThat(client.isDropped()).isTrue();
  }

  @Test
  void abortedConnectionLeavesTheBacklogCountersOfItsThread() {
    Recorder server = new Recorder();
    FakeClient client = connect(server);
    client.readsNothing();
    threads.on(thread, () -> server.connection().send(Frames.binary(new byte[500])));
    assertThat(thread.outboundCounters().backlogBytes()).isEqualTo(client.backlogBytes());
    assertThat(thread.outboundCounters().backloggedConnections()).isEqualTo(1);
    threads.on(thread, () -> server.connection().abort());
    threads.runAll();

    assertThat(client.isDropped()).isTrue();
    assertThat(thread.outboundCounters().backlogBytes()).isZero();
    assertThat(thread.outboundCounters().backloggedConnections()).isZero();
    assertThat(events).containsExactly("open", "backlog", "closed");
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
    threads.runAll();

    assertThat(client.heard()).containsExactly(new Close(1001, "first"));
    assertThat(client.isEnded()).isFalse();
    client.closes(1001);
    threads.runAll();
    assertThat(client.isDropped()).isTrue();
    assertThat(events).containsExactly("open", "closed");
  }

  @Test
  void framesAfterAnAbortDoNotChangeTheEnd() {
    Recorder server = new Recorder();
    FakeClient client = connect(server);
    threads.on(thread, () -> server.connection().abort());
    client.sendsMessage(new byte[1]);
    client.closes(1000);
    threads.runAll();

    assertThat(client.isDropped()).isTrue();
    assertThat(events).endsWith("closed").doesNotContain("end ClosedByPeer");
  }

  @Test
  void connectionExposesItsThreadAndClientAddress() {
    Recorder server = new Recorder();
    connect(server);

    assertThat(server.connection().ioThread()).isSameAs(thread);
    assertThat(server.connection().clientAddress().getHostAddress()).isEqualTo("192.0.2.1");
    assertThat(server.connection().backlogBytes()).isZero();
  }

  private FakeClient connect(Recorder listener) {
    FakeClient client =
        new FakeClient(thread, new FakeClient.Settings(1000, 10_000), listener::with);
    threads.runAll();
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
      events.add("open");
      if (openFailure != null) {
        throw openFailure;
      }
    }

    @Override
    public void onMessage(ByteBuffer message) {
      events.add("message");
      if (failure != null) {
        throw failure;
      }
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
