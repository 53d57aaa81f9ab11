package wsroom.websocket.undertow;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
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
import wsroom.server.PemFiles;
import wsroom.websocket.ClientFrames;
import wsroom.websocket.Connection;
import wsroom.websocket.ConnectionEnd;
import wsroom.websocket.ConnectionListener;
import wsroom.websocket.Frames;

/// A browser's connection by wss: what HTTP is told of its socket, and the WebSocket after the
/// upgrade, where data may wait decrypted while the socket has none.
class SecureUpgradeTest {
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int LARGE_BYTES = 60_000;
  private static final String REQUEST =
      String.join(
          "\r\n",
          "GET / HTTP/1.1",
          "Host: x",
          "Upgrade: websocket",
          "Connection: Upgrade",
          "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
          "\r\n");

  private static @Nullable PemFiles made;

  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final List<String> seenByHttp = new ArrayList<>();
  private final PemFiles files = files();
  private volatile boolean postponesNext;
  private XnioWorker worker;
  private WebSocketUpgrade upgrade;
  private AcceptingChannel<StreamConnection> listener;

  @BeforeEach
  void listens() throws Exception {
    worker = Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
    upgrade =
        new WebSocketUpgrade(
            new XnioThreads(worker, 0, error -> {}), List.of(), 1000, 2_000_000, error -> {});
    HttpOpenListener http = new HttpOpenListener(new DefaultByteBufferPool(true, 16_384));
    http.setRootHandler(this::serve);
    UndertowXnioSsl ssl = new UndertowXnioSsl(worker.getXnio(), OptionMap.EMPTY, files.serving());
    HttpConnectionLimit limit = new HttpConnectionLimit(http, new LongAdder());
    listener =
        worker.createStreamConnectionServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            ChannelListeners.openListenerAdapter(
                (StreamConnection plain) ->
                    limit.handleEvent(ssl.wrapExistingConnection(plain, OptionMap.EMPTY, false))),
            OptionMap.EMPTY);
    listener.resumeAccepts();
  }

  @AfterEach
  void stops() throws IOException {
    listener.close();
    worker.shutdownNow();
  }

  @Test
  void httpSeesTheAddressesTheOptionsAndTheSessionOfTheSocket() throws Exception {
    try (SSLSocket socket = connects()) {
      upgrades(socket, new byte[0]);

      assertThat(seenByHttp)
          .containsExactly(
              "from port " + socket.getLocalPort(),
              "to port " + socket.getPort(),
              "session of " + socket.getSession().getProtocol(),
              "supports no delay: true, keep-alive: true",
              "keep-alive was false and is true");
    }
  }

  @Test
  void frameInTheRecordOfTheRequestIsReadFirst() throws Exception {
    try (SSLSocket socket = connects()) {
      DataInputStream in = upgrades(socket, ClientFrames.binary("one".getBytes(US_ASCII)));
      assertThat(received(in)).isEqualTo("one");
      socket.getOutputStream().write(ClientFrames.binary("two".getBytes(US_ASCII)));
      assertThat(received(in)).isEqualTo("two");
    }
    assertThat(next()).isEqualTo("end Lost");
    assertThat(next()).isEqualTo("closed");
  }

  @Test
  void messagesThatWaitedDecryptedFollowAPostponedOne() throws Exception {
    try (SSLSocket socket = connects()) {
      DataInputStream in = upgrades(socket, new byte[0]);
      postponesNext = true;
      byte[] frame = ClientFrames.binary("one".getBytes(US_ASCII));
      byte[] large = ClientFrames.binary(new byte[500]);
      socket
          .getOutputStream()
          .write(ClientFrames.joined(frame, large, large, ClientFrames.binary(new byte[1])));
      assertThat(received(in)).isEqualTo("one");
      assertThat(received(in)).hasSize(500);
      assertThat(received(in)).hasSize(500);
      assertThat(received(in)).hasSize(1);
      socket.getOutputStream().write(frame);
      assertThat(received(in)).isEqualTo("one");
    }
  }

  @Test
  void manyRecordsArriveWholeAndInOrder() throws Exception {
    try (SSLSocket socket = connects()) {
      DataInputStream in = upgrades(socket, new byte[0]);
      socket.getOutputStream().write(ClientFrames.binary("large".getBytes(US_ASCII)));
      for (int message = 0; message < 20; message++) {
        assertThat(received(in)).hasSize(LARGE_BYTES).startsWith(number(message));
      }
    }
  }

  @Test
  void closeOfTheServerEndsTheStream() throws Exception {
    try (SSLSocket socket = connects()) {
      DataInputStream in = upgrades(socket, new byte[0]);
      socket.getOutputStream().write(ClientFrames.binary("close".getBytes(US_ASCII)));
      assertThat(in.readNBytes(4)).containsExactly(0x88, 2, 1001 >> 8, 1001 & 0xFF);
      socket.getOutputStream().write(ClientFrames.close(1001, ""));
      assertThat(in.read()).isEqualTo(-1);
    }
    assertThat(next()).isEqualTo("closed");
  }

  private void serve(HttpServerExchange exchange) throws IOException {
    SSLSession session = exchange.getConnection().getSslSession();
    seenByHttp.add("from port " + exchange.getSourceAddress().getPort());
    seenByHttp.add("to port " + exchange.getDestinationAddress().getPort());
    seenByHttp.add("session of " + (session == null ? "none" : session.getProtocol()));
    var connection = exchange.getConnection();
    seenByHttp.add(
        "supports no delay: %s, keep-alive: %s"
            .formatted(
                connection.supportsOption(Options.TCP_NODELAY),
                connection.supportsOption(Options.KEEP_ALIVE)));
    seenByHttp.add(
        "keep-alive was %s and is %s"
            .formatted(
                connection.setOption(Options.KEEP_ALIVE, true),
                connection.getOption(Options.KEEP_ALIVE)));
    upgrade.accept(exchange, InetAddress.getLoopbackAddress(), Echo::new);
  }

  private SSLSocket connects() throws Exception {
    int port = listener.getLocalAddress(InetSocketAddress.class).getPort();
    SSLSocket socket = (SSLSocket) PemFiles.trusting(files).getSocketFactory().createSocket();
    // So little that what the server sends waits in its TLS layer, too.
    socket.setReceiveBufferSize(4 * 1024);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setSoTimeout(TIMEOUT_MILLIS);
    return socket;
  }

  /// Sends the request and, in the same record, what follows it; reads the head of the response.
  private static DataInputStream upgrades(SSLSocket socket, byte[] following) throws IOException {
    socket.getOutputStream().write(ClientFrames.joined(REQUEST.getBytes(US_ASCII), following));
    DataInputStream in = new DataInputStream(socket.getInputStream());
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    assertThat(head.toString()).startsWith("HTTP/1.1 101 ");
    return in;
  }

  private static String received(DataInputStream in) throws IOException {
    assertThat(in.readUnsignedByte()).isEqualTo(0x82);
    int length = in.readUnsignedByte();
    return new String(in.readNBytes(length < 126 ? length : in.readUnsignedShort()), US_ASCII);
  }

  private String next() throws InterruptedException {
    return String.valueOf(events.poll(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS));
  }

  private static String number(int message) {
    return "message %02d".formatted(message);
  }

  /// Made once, for it takes seconds.
  private static synchronized PemFiles files() {
    if (made == null) {
      try {
        Path folder = Files.createTempDirectory("secure-upgrade");
        folder.toFile().deleteOnExit();
        made = PemFiles.make(folder, "EC");
      } catch (Exception e) {
        throw new AssertionError("no certificate", e);
      }
    }
    return made;
  }

  /// Returns each message, and does what some ask for.
  private final class Echo implements ConnectionListener {
    private final Connection connection;

    Echo(Connection connection) {
      this.connection = connection;
    }

    @Override
    public void onMessage(ByteBuffer message) {
      if (postponesNext) {
        postponesNext = false;
        connection.postpone(Duration.ofMillis(20).toNanos());
        return;
      }
      byte[] bytes = new byte[message.remaining()];
      message.get(bytes);
      switch (new String(bytes, US_ASCII)) {
        case "large" -> {
          for (int number = 0; number < 20; number++) {
            byte[] large = new byte[LARGE_BYTES];
            byte[] name = number(number).getBytes(US_ASCII);
            System.arraycopy(name, 0, large, 0, name.length);
            connection.send(Frames.binary(large));
          }
        }
        case "close" -> connection.close(1001, "");
        default -> connection.send(Frames.binary(bytes));
      }
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
  }
}
