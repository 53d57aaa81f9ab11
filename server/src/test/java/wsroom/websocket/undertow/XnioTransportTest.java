package wsroom.websocket.undertow;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xnio.ChannelListeners;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.StreamSinkConduit;
import wsroom.websocket.ConnectionEnd;
import wsroom.websocket.ConnectionListener;
import wsroom.websocket.IoThread;
import wsroom.websocket.ThreadBuffers;
import wsroom.websocket.WebSocketConnection;

/// The byte stream below a connection, on real sockets, and the I/O threads that serve it.
class XnioTransportTest {
  private static final int TIMEOUT_SECONDS = 10;
  private static final int BYTES_A_WRITE = 10;

  private final BlockingQueue<StreamConnection> accepted = new LinkedBlockingQueue<>();
  private final BlockingQueue<Error> errors = new LinkedBlockingQueue<>();
  private XnioWorker worker;
  private XnioThreads threads;
  private AcceptingChannel<StreamConnection> listener;
  private Socket client;
  private StreamConnection connection;

  @BeforeEach
  void connects() throws Exception {
    worker = Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 2));
    threads = new XnioThreads(worker, 0, errors::add);
    listener =
        worker.createStreamConnectionServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            ChannelListeners.openListenerAdapter(accepted::add),
            OptionMap.EMPTY);
    listener.resumeAccepts();
    client =
        new Socket(
            InetAddress.getLoopbackAddress(),
            listener.getLocalAddress(InetSocketAddress.class).getPort());
    client.setSoTimeout(TIMEOUT_SECONDS * 1000);
    connection = accepted.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    assertThat(connection).isNotNull();
  }

  @AfterEach
  void stops() throws IOException {
    client.close();
    listener.close();
    worker.shutdownNow();
  }

  @Test
  void buffersAreWrittenInOrder() throws Exception {
    ByteBuffer[] buffers = {bytes("hello "), bytes("world"), bytes(" and not this")};
    assertThat(on(() -> new XnioTransport(connection, false).write(buffers, 2))).isEqualTo(11);

    assertThat(read(11)).isEqualTo("hello world");
    assertThat(buffers[2].remaining()).isEqualTo(13);
  }

  @Test
  void plainSocketIsWrittenOnceAndTlsUntilItTakesNoMoreRecords() throws Exception {
    takesLittle();
    ByteBuffer[] plain = {bytes("0123456789abcde"), bytes("fghij")};
    assertThat(on(() -> new XnioTransport(connection, false).write(plain, 2))).isEqualTo(10);
    ByteBuffer[] encrypted = {bytes("0123456789abcde"), bytes("fghij0123456789")};
    assertThat(on(() -> new XnioTransport(connection, true).write(encrypted, 2))).isEqualTo(30);
    ByteBuffer[] one = {bytes("0123456789abcde")};
    assertThat(on(() -> new XnioTransport(connection, true).write(one, 1))).isEqualTo(15);

    assertThat(read(10 + 30 + 15)).endsWith("0123456789abcde");
  }

  @Test
  void clientBytesAreReadAndThenTheEndOfStream() throws Exception {
    client.getOutputStream().write("hi".getBytes(US_ASCII));
    XnioTransport transport = new XnioTransport(connection, false);
    ByteBuffer target = ByteBuffer.allocate(100);
    while (target.position() < 2) {
      assertThat(on(() -> transport.read(target))).isNotNegative();
    }
    assertThat(on(() -> transport.read(target))).isZero();
    client.shutdownOutput();
    int end = 0;
    while (end == 0) {
      end = on(() -> transport.read(target));
    }

    assertThat(end).isEqualTo(-1);
    assertThat(new String(target.array(), 0, 2, US_ASCII)).isEqualTo("hi");
  }

  @Test
  void shutdownOfWritesLeavesReadsOpen() throws Exception {
    XnioTransport transport = new XnioTransport(connection, false);
    on(
        () -> {
          transport.write(new ByteBuffer[] {bytes("bye")}, 1);
          assertThat(transport.flush()).isTrue();
          transport.shutdownWrites();
          return null;
        });
    assertThat(read(3)).isEqualTo("bye");
    assertThat(client.getInputStream().read()).isEqualTo(-1);

    client.getOutputStream().write('x');
    ByteBuffer target = ByteBuffer.allocate(1);
    while (target.hasRemaining()) {
      assertThat(on(() -> transport.read(target))).isNotNegative();
    }
  }

  @Test
  void writabilityIsWatchedOnlyWhileEnabled() throws Exception {
    XnioTransport transport = new XnioTransport(connection, false);
    assertThat(connection.getSinkChannel().isWriteResumed()).isFalse();
    on(
        () -> {
          transport.notifyWhenWritable(true);
          assertThat(connection.getSinkChannel().isWriteResumed()).isTrue();
          transport.notifyWhenWritable(false);
          return null;
        });

    assertThat(connection.getSinkChannel().isWriteResumed()).isFalse();
  }

  @Test
  void closedStreamIsUnwatchedAndClosedAfterReadySockets() throws Exception {
    XnioTransport transport = new XnioTransport(connection, false);
    on(
        () -> {
          connection.getSourceChannel().resumeReads();
          connection.getSinkChannel().resumeWrites();
          transport.close();
          assertThat(connection.getSourceChannel().isReadResumed()).isFalse();
          assertThat(connection.getSinkChannel().isWriteResumed()).isFalse();
          assertThat(connection.isOpen()).isTrue();
          return null;
        });

    assertThat(client.getInputStream().read()).isEqualTo(-1);
    assertThat(on(() -> connection.isOpen())).isFalse();
  }

  @Test
  void streamClosedFromBelowEndsItsConnection() throws Exception {
    BlockingQueue<String> events = new LinkedBlockingQueue<>();
    on(
        () -> {
          IoThread thread = threads.all().get(connection.getIoThread().getNumber());
          XnioTransport transport = new XnioTransport(connection, false);
          transport.attach(
              new WebSocketConnection(
                  transport,
                  thread,
                  new ThreadBuffers(),
                  new WebSocketConnection.Settings(1_000, 1_000, errors::add),
                  InetAddress.getLoopbackAddress(),
                  opened -> new Recorder(events)));
          return null;
        });
    on(
        () -> {
          connection.close();
          return null;
        });

    assertThat(events.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isEqualTo("end Lost");
    assertThat(events.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isEqualTo("closed");
  }

  @Test
  void threadsIdentifyThemselvesAndRunTasksInOrder() throws Exception {
    List<IoThread> all = threads.all();
    assertThat(all).extracting(IoThread::index).containsExactly(0, 1);
    assertThat(threads.outboundCounters()).hasSize(2).doesNotHaveDuplicates();
    IoThread second = all.get(1);
    assertThat(second.isCurrent()).isFalse();
    BlockingQueue<String> ran = new LinkedBlockingQueue<>();
    long before = second.nanoTime();
    second.executeAfter(() -> ran.add("later " + second.isCurrent()), 20);
    second.execute(() -> ran.add("now " + second.isCurrent() + all.get(0).isCurrent()));

    assertThat(ran.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isEqualTo("now truefalse");
    assertThat(ran.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isEqualTo("later true");
    assertThat(second.nanoTime() - before).isGreaterThanOrEqualTo(20_000_000L);
  }

  @Test
  void errorInATaskGoesToTheProcess() throws Exception {
    Error error = new AssertionError("a test's");
    Runnable fails =
        () -> {
          throw error;
        };
    threads.all().getFirst().execute(fails);
    assertThat(errors.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isSameAs(error);
    threads.all().getFirst().executeAfter(fails, 1);
    assertThat(errors.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isSameAs(error);
  }

  /// Limits the socket to some bytes a write, as a TLS layer does.
  private void takesLittle() {
    StreamSinkConduit socket = connection.getSinkChannel().getConduit();
    connection
        .getSinkChannel()
        .setConduit(
            new AbstractStreamSinkConduit<StreamSinkConduit>(socket) {
              @Override
              public int write(ByteBuffer source) throws IOException {
                ByteBuffer some = source.slice();
                some.limit(Math.min(some.limit(), BYTES_A_WRITE));
                int written = super.write(some);
                source.position(source.position() + written);
                return written;
              }

              @Override
              public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
                for (int i = offset; i < offset + length; i++) {
                  if (sources[i].hasRemaining()) {
                    return write(sources[i]);
                  }
                }
                return 0;
              }
            });
  }

  private <T> T on(Callable<T> action) throws Exception {
    CompletableFuture<T> done = new CompletableFuture<>();
    connection
        .getIoThread()
        .execute(
            () -> {
              try {
                done.complete(action.call());
              } catch (Throwable e) {
                done.completeExceptionally(e);
              }
            });
    return done.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  private String read(int length) throws IOException {
    return new String(client.getInputStream().readNBytes(length), US_ASCII);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(US_ASCII));
  }

  private record Recorder(BlockingQueue<String> events) implements ConnectionListener {
    @Override
    public void onMessage(ByteBuffer message) {}

    @Override
    public void onBacklog() {}

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
