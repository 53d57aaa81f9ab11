package wsroom.websocket.undertow;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
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
import wsroom.websocket.ClientFrames;
import wsroom.websocket.Connection;
import wsroom.websocket.ConnectionEnd;
import wsroom.websocket.ConnectionListener;
import wsroom.websocket.Frames;

/// The eviction of HTTP connections beyond the limit, and the detaching of upgraded ones.
class HttpConnectionLimitTest {
  private static final int MAX_CONNECTIONS = 4;
  private static final int TIMEOUT_MILLIS = 10_000;
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

  private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

  private final LongAdder evictions = new LongAdder();
  private final BlockingQueue<WeakReference<Object>> requests = new LinkedBlockingQueue<>();
  private final BlockingQueue<HttpServerExchange> slowRequests = new LinkedBlockingQueue<>();
  private final AtomicInteger maxPending = new AtomicInteger();
  private volatile boolean acceptorFails;
  private volatile boolean listenerAborts;
  private final List<Socket> sockets = new ArrayList<>();
  private XnioWorker worker;
  private WebSocketUpgrade upgrade;
  private AcceptingChannel<StreamConnection> listener;

  @BeforeEach
  void startServer() throws IOException {
    worker = Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
    upgrade =
        new WebSocketUpgrade(
            new XnioThreads(worker, 0, error -> {}), List.of(), 1000, 1000, error -> {});
    HttpOpenListener http = new HttpOpenListener(new DefaultByteBufferPool(true, 16_384));
    http.setRootHandler(this::serve);
    listener =
        worker.createStreamConnectionServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            ChannelListeners.openListenerAdapter(
                new HttpConnectionLimit(http, evictions, MAX_CONNECTIONS)),
            OptionMap.EMPTY);
    listener.resumeAccepts();
  }

  @AfterEach
  void stopServer() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    listener.close();
    worker.shutdownNow();
  }

  @Test
  void oldestConnectionWithoutARequestIsEvictedForTheNewest() throws Exception {
    List<Socket> first = connect(MAX_CONNECTIONS);
    List<Socket> last = connect(2);

    assertThat(first.get(0).getInputStream().read()).isEqualTo(-1);
    assertThat(first.get(1).getInputStream().read()).isEqualTo(-1);
    for (Socket socket : List.of(first.get(2), first.get(3), last.get(0), last.get(1))) {
      assertThat(responseHead(socket, REQUEST)).startsWith("HTTP/1.1 101");
    }
    assertThat(evictions.sum()).isEqualTo(2);
  }

  @Test
  void webSocketIsNotCounted() throws Exception {
    List<Socket> first = connect(MAX_CONNECTIONS);
    for (Socket socket : first) {
      responseHead(socket, REQUEST);
      assertThat(echoed(socket, "one")).isEqualTo("one");
    }

    for (Socket socket : connect(MAX_CONNECTIONS)) {
      responseHead(socket, REQUEST);
      assertThat(echoed(socket, "two")).isEqualTo("two");
    }

    for (Socket socket : first) {
      assertThat(echoed(socket, "three")).isEqualTo("three");
    }
    assertThat(evictions.sum()).isZero();
  }

  @Test
  void webSocketKeepsNothingOfHttpInMemory() throws Exception {
    Socket socket = connect(1).getFirst();
    responseHead(socket, REQUEST);
    assertThat(echoed(socket, "one")).isEqualTo("one");
    WeakReference<Object> connection = requests.poll(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);

    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MILLIS);
    while (connection.get() != null && System.nanoTime() - deadline < 0) {
      System.gc();
    }

    assertThat(connection.get()).isNull();
    assertThat(echoed(socket, "two")).isEqualTo("two");
  }

  @Test
  void closedConnectionIsNoLongerCounted() throws Exception {
    for (int i = 0; i < 3 * MAX_CONNECTIONS; i++) {
      try (Socket socket = connect(1).getFirst()) {
        assertThat(responseHead(socket, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n"))
            .startsWith("HTTP/1.1 ");
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
      }
    }

    assertThat(evictions.sum()).isZero();
  }

  @Test
  void connectionsInUseOutliveNewerOnesWithoutARequest() throws Exception {
    Socket scraper = connect(1).getFirst();
    assertThat(responseHead(scraper, GET)).startsWith("HTTP/1.1 400");
    Socket login = connect(1).getFirst();
    HttpServerExchange pending = startRequest(login);
    List<Socket> silent = connect(MAX_CONNECTIONS + 1);

    for (Socket evicted : silent.subList(0, 3)) {
      assertThat(evicted.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(evictions.sum()).isEqualTo(3);
    assertThat(responseHead(scraper, GET)).startsWith("HTTP/1.1 400");
    finishRequest(pending);
    assertThat(readHead(login)).startsWith("HTTP/1.1 200");
  }

  @Test
  void longestIdleConnectionIsEvictedBeforeOneWithARequestInProgress() throws Exception {
    Socket login = connect(1).getFirst();
    HttpServerExchange pending = startRequest(login);
    List<Socket> idle = connect(3);
    for (Socket socket : idle) {
      responseHead(socket, GET);
    }
    responseHead(idle.get(0), GET);
    connect(1);

    assertThat(idle.get(1).getInputStream().read()).isEqualTo(-1);
    assertThat(responseHead(idle.get(0), GET)).startsWith("HTTP/1.1 400");
    assertThat(responseHead(idle.get(2), GET)).startsWith("HTTP/1.1 400");
    finishRequest(pending);
    assertThat(readHead(login)).startsWith("HTTP/1.1 200");
    assertThat(evictions.sum()).isEqualTo(1);
  }

  @Test
  void exemptConnectionIsNeitherCountedNorEvicted() throws Exception {
    Socket stream = connect(1).getFirst();
    HttpServerExchange pending = startRequest(stream);
    HttpConnectionLimit.exempt(pending);
    List<Socket> busy = connect(MAX_CONNECTIONS);
    for (Socket socket : busy) {
      startRequest(socket);
    }
    connect(1);

    assertThat(busy.get(0).getInputStream().read()).isEqualTo(-1);
    assertThat(evictions.sum()).isEqualTo(1);
    finishRequest(pending);
    assertThat(readHead(stream)).startsWith("HTTP/1.1 200");
  }

  @Test
  void oldestRequestIsEvictedWhenAllConnectionsHaveOne() throws Exception {
    List<Socket> busy = connect(MAX_CONNECTIONS);
    for (Socket socket : busy) {
      startRequest(socket);
    }
    Socket last = connect(1).getFirst();

    assertThat(busy.get(0).getInputStream().read()).isEqualTo(-1);
    assertThat(responseHead(last, REQUEST)).startsWith("HTTP/1.1 101");
    assertThat(evictions.sum()).isEqualTo(1);
  }

  @Test
  void upgradeIsPendingUntilItsConnectionIsOpen() throws Exception {
    Socket socket = connect(1).getFirst();
    responseHead(socket, REQUEST);
    assertThat(echoed(socket, "one")).isEqualTo("one");

    assertThat(maxPending.get()).isEqualTo(1);
    assertThat(upgrade.pendingUpgrades()).isZero();
  }

  @Test
  void upgradeWithFailingAcceptorIsClosedAndOthersStayOpen() throws Exception {
    acceptorFails = true;
    Socket socket = connect(1).getFirst();
    assertThat(responseHead(socket, REQUEST)).startsWith("HTTP/1.1 101");
    assertThat(socket.getInputStream().read()).isEqualTo(-1);

    acceptorFails = false;
    Socket other = connect(1).getFirst();
    responseHead(other, REQUEST);
    assertThat(echoed(other, "one")).isEqualTo("one");
    assertThat(upgrade.pendingUpgrades()).isZero();
  }

  @Test
  void webSocketThatEndsBeforeItsFirstReadIsNoLongerCounted() throws Exception {
    listenerAborts = true;
    for (int i = 0; i < 3 * MAX_CONNECTIONS; i++) {
      Socket socket = connect(1).getFirst();
      assertThat(responseHead(socket, REQUEST)).startsWith("HTTP/1.1 101");
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }

    assertThat(evictions.sum()).isZero();
  }

  /// Sends a request that is answered by [#finishRequest].
  private HttpServerExchange startRequest(Socket socket) throws Exception {
    socket.getOutputStream().write("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1));
    HttpServerExchange exchange = slowRequests.poll(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    assertThat(exchange).isNotNull();
    return exchange;
  }

  private static void finishRequest(HttpServerExchange exchange) {
    exchange.getIoThread().execute(exchange::endExchange);
  }

  private void serve(HttpServerExchange exchange) {
    HttpConnectionLimit.onRequest(exchange);
    if (exchange.getRequestPath().equals("/slow")) {
      exchange.dispatch(Runnable::run, () -> slowRequests.add(exchange));
      return;
    }
    requests.add(new WeakReference<>(exchange.getConnection()));
    if (WebSocketUpgrade.check(exchange).isPresent()) {
      exchange.setStatusCode(400).endExchange();
    } else {
      upgrade.accept(exchange, InetAddress.getLoopbackAddress(), this::echo);
    }
  }

  private ConnectionListener echo(Connection connection) {
    if (acceptorFails) {
      throw new IllegalStateException("a fault of the test");
    }
    maxPending.accumulateAndGet(upgrade.pendingUpgrades(), Math::max);
    return new Echo(connection, listenerAborts);
  }

  private List<Socket> connect(int count) throws IOException {
    List<Socket> connected = new ArrayList<>();
    InetSocketAddress address = listener.getLocalAddress(InetSocketAddress.class);
    for (int i = 0; i < count; i++) {
      Socket socket = new Socket(address.getAddress(), address.getPort());
      socket.setSoTimeout(TIMEOUT_MILLIS);
      connected.add(socket);
    }
    sockets.addAll(connected);
    return connected;
  }

  /// Sends a request and reads the head of the response.
  private static String responseHead(Socket socket, String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(ISO_8859_1));
    return readHead(socket);
  }

  private static String readHead(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      assertThat(next).as("after: " + head).isNotNegative();
      head.append((char) next);
    }
    return head.toString();
  }

  private static String echoed(Socket socket, String message) throws IOException {
    socket.getOutputStream().write(ClientFrames.binary(message.getBytes(ISO_8859_1)));
    byte[] frame = socket.getInputStream().readNBytes(2 + message.length());
    return new String(frame, 2, frame.length - 2, ISO_8859_1);
  }

  private record Echo(Connection connection, boolean aborts) implements ConnectionListener {
    @Override
    public void onOpen() {
      if (aborts) {
        connection.abort();
      }
    }

    @Override
    public void onMessage(ByteBuffer message) {
      byte[] bytes = new byte[message.remaining()];
      message.get(bytes);
      connection.send(Frames.binary(bytes));
    }

    @Override
    public void onBacklog() {}

    @Override
    public void onEnd(ConnectionEnd end) {}

    @Override
    public void onClosed() {}
  }
}
