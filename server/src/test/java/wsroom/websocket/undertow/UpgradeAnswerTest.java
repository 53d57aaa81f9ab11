package wsroom.websocket.undertow;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xnio.ChannelListeners;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;
import wsroom.websocket.ClientFrames;
import wsroom.websocket.Connection;
import wsroom.websocket.ConnectionEnd;
import wsroom.websocket.ConnectionListener;
import wsroom.websocket.Frames;
import wsroom.websocket.ServerFrames;

/// The response to an upgrade, byte for byte, and the connection after it.
class UpgradeAnswerTest {
  private static final int TIMEOUT_MILLIS = 10_000;

  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final BlockingQueue<Connection> opened = new LinkedBlockingQueue<>();
  private XnioWorker worker;
  private WebSocketUpgrade upgrade;
  private AcceptingChannel<StreamConnection> listener;

  @BeforeEach
  void listens() throws IOException {
    worker = Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
    upgrade =
        new WebSocketUpgrade(
            new XnioThreads(worker, 0, error -> {}),
            List.of("rfc5", "rfc4"),
            100,
            1000,
            error -> {});
    HttpOpenListener http = new HttpOpenListener(new DefaultByteBufferPool(true, 16_384));
    http.setRootHandler(this::serve);
    listener =
        worker.createStreamConnectionServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            ChannelListeners.openListenerAdapter(http),
            OptionMap.EMPTY);
    listener.resumeAccepts();
  }

  @AfterEach
  void stops() throws IOException {
    listener.close();
    worker.shutdownNow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      nullValues = "none",
      value = {"none; none", "rfc5; rfc5", "rfc4; rfc4", "rfc4, rfc5; rfc5", "other; none"})
  void bestSubprotocolOfThoseAskedForIsChosen(@Nullable String asked, @Nullable String chosen)
      throws Exception {
    try (Socket socket = connects()) {
      String head = answer(socket, asked == null ? "" : "Sec-WebSocket-Protocol: " + asked);

      assertThat(head).startsWith("HTTP/1.1 101 Switching Protocols\r\n");
      assertThat(head.lines())
          .contains("Connection: upgrade", "Upgrade: websocket")
          .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
      if (chosen == null) {
        assertThat(head).doesNotContain("Sec-WebSocket-Protocol");
      } else {
        assertThat(head.lines()).contains("Sec-WebSocket-Protocol: " + chosen);
      }
    }
  }

  @Test
  void connectionIsReadFromItsFirstByteToItsEnd() throws Exception {
    try (Socket socket = connects()) {
      answer(socket, "");
      socket.getOutputStream().write(ClientFrames.binary("one".getBytes(US_ASCII)));
      assertThat(next()).isEqualTo("open");
      assertThat(next()).isEqualTo("one");
      Connection connection = opened.take();
      assertThat(connection.clientAddress()).isEqualTo(InetAddress.getLoopbackAddress());
      connection.ioThread().execute(() -> connection.send(Frames.binary(new byte[] {'!'})));
      assertThat(socket.getInputStream().readNBytes(3)).containsExactly(0x82, 1, '!');
      assertThat(upgrade.pendingUpgrades()).isZero();
    }
    assertThat(next()).isEqualTo("end Lost");
    assertThat(next()).isEqualTo("closed");
  }

  @Test
  void messageBeyondTheInitialLimitIsAViolation() throws Exception {
    try (Socket socket = connects()) {
      answer(socket, "");
      socket.getOutputStream().write(ClientFrames.binary(new byte[101]));
      assertThat(next()).isEqualTo("open");
      assertThat(next()).isEqualTo("end Violation");
      byte[] frame = socket.getInputStream().readAllBytes();
      assertThat(ServerFrames.exactlyIn(frame))
          .containsExactly(new ServerFrames.Close(1009, "a message of more than 100 bytes"));
    }
    assertThat(next()).isEqualTo("closed");
  }

  @Test
  void clientThatDisconnectsBeforeItsAnswerIsNoPendingUpgrade() throws Exception {
    for (int i = 0; i < 20; i++) {
      Socket socket = connects();
      socket.setSoLinger(true, 0);
      socket.getOutputStream().write(request(""));
      socket.close();
    }
    try (Socket socket = connects()) {
      answer(socket, "");
      long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MILLIS);
      while (upgrade.pendingUpgrades() > 0 && System.nanoTime() - deadline < 0) {
        Thread.onSpinWait();
      }
      assertThat(upgrade.pendingUpgrades()).isZero();
    }
  }

  private void serve(HttpServerExchange exchange) {
    assertThat(WebSocketUpgrade.check(exchange)).isEmpty();
    upgrade.accept(exchange, InetAddress.getLoopbackAddress(), this::open);
  }

  private ConnectionListener open(Connection connection) {
    opened.add(connection);
    return new ConnectionListener() {
      @Override
      public void onOpen() {
        events.add("open");
      }

      @Override
      public void onMessage(ByteBuffer message) {
        events.add(US_ASCII.decode(message).toString());
      }

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
    };
  }

  private String next() throws InterruptedException {
    return String.valueOf(events.poll(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS));
  }

  private Socket connects() throws IOException {
    InetSocketAddress address = listener.getLocalAddress(InetSocketAddress.class);
    Socket socket = new Socket(address.getAddress(), address.getPort());
    socket.setSoTimeout(TIMEOUT_MILLIS);
    return socket;
  }

  private static byte[] request(String header) {
    return String.join(
            "\r\n",
            "GET / HTTP/1.1",
            "Host: x",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            header.isEmpty() ? "X-None: x" : header,
            "\r\n")
        .getBytes(US_ASCII);
  }

  private static String answer(Socket socket, String header) throws IOException {
    socket.getOutputStream().write(request(header));
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = socket.getInputStream().read();
      assertThat(next).as("after: " + head).isNotNegative();
      head.append((char) next);
    }
    return head.toString();
  }
}
