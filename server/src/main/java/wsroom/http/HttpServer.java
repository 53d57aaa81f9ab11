package wsroom.http;

import io.undertow.UndertowOptions;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Sequence;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;
import wsroom.config.ListenConfig;
import wsroom.websocket.Loans;

/// The listener, with the threads that all connections live on.
///
/// Confined to the thread that starts and stops the server.
public final class HttpServer {
  private static final Logger log = LoggerFactory.getLogger(HttpServer.class);

  /// No request that is for us has a longer head. Longer ones are cut off without an answer.
  private static final int MAX_HEAD_BYTES = 8192;

  private static final int MAX_HEADERS = 100;
  private static final long MAX_BODY_BYTES = 65_536;
  private static final int BUFFER_BYTES = 16_384;

  /// For pages only: rooms never wait for a worker thread.
  private static final int WORKER_THREADS = 4;

  /// After a restart, everybody comes back at once.
  private static final int ACCEPT_QUEUE = 4096;

  private static final int HEAD_TIMEOUT_MILLIS = 5_000;

  /// For what comes before a request's head and behind it, of which Undertow keeps no time.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final int IDLE_TIMEOUT_MILLIS = 15_000;

  private static final int BUFFERS_KEPT_BY_A_THREAD = 4;

  private static final OptionMap HTTP_OPTIONS =
      OptionMap.builder()
          .set(UndertowOptions.BUFFER_PIPELINED_DATA, true)
          // Room ids are decoded by our own rules, which are stricter.
          .set(UndertowOptions.DECODE_URL, false)
          .set(UndertowOptions.MAX_HEADER_SIZE, MAX_HEAD_BYTES)
          .set(UndertowOptions.MAX_HEADERS, MAX_HEADERS)
          .set(UndertowOptions.MAX_ENTITY_SIZE, MAX_BODY_BYTES)
          .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, HEAD_TIMEOUT_MILLIS)
          .set(UndertowOptions.NO_REQUEST_TIMEOUT, IDLE_TIMEOUT_MILLIS)
          // HTTP/1.1 keeps connections anyway, and an upgrade's answer must not say so.
          .set(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
          .getMap();

  private static final OptionMap SOCKET_OPTIONS =
      OptionMap.builder()
          .set(Options.TCP_NODELAY, true)
          .set(Options.REUSE_ADDRESSES, true)
          .set(Options.BALANCING_TOKENS, 1)
          .set(Options.BALANCING_CONNECTIONS, 2)
          .set(Options.BACKLOG, ACCEPT_QUEUE)
          .set(Options.SSL_ENABLED_PROTOCOLS, Sequence.of("TLSv1.3", "TLSv1.2"))
          .getMap();

  private final XnioWorker worker;
  private final Duration patience;
  private final LongAdder displaced = new LongAdder();
  private Optional<SendBuffer> sendBuffer = Optional.empty();
  private CompletableFuture<Optional<UnsentLimit>> unsentLimit =
      CompletableFuture.completedFuture(Optional.empty());
  private @Nullable AcceptingChannel<? extends StreamConnection> listener;

  /// Starts the threads, and does not listen yet.
  public HttpServer(int ioThreads) {
    this(ioThreads, PATIENCE);
  }

  /// @param patience for a PROXY protocol header, and for a request's body
  HttpServer(int ioThreads, Duration patience) {
    this.patience = patience;
    try {
      worker =
          Xnio.getInstance(HttpServer.class.getClassLoader())
              .createWorker(
                  OptionMap.builder()
                      .set(Options.WORKER_NAME, "ws-room")
                      .set(Options.WORKER_IO_THREADS, ioThreads)
                      .set(Options.WORKER_TASK_CORE_THREADS, WORKER_THREADS)
                      .set(Options.WORKER_TASK_MAX_THREADS, WORKER_THREADS)
                      .set(Options.TCP_NODELAY, true)
                      .getMap());
    } catch (IOException e) {
      throw new IllegalStateException("no I/O threads", e);
    }
  }

  public XnioWorker worker() {
    return worker;
  }

  /// Connections that had to go before they sent a request, because too many came after them.
  public long displaced() {
    return displaced.sum();
  }

  /// What the kernel may hold for one connection.
  ///
  /// @param bytes sent or not
  /// @param unsentBytes unsent, where the kernel has such a limit; 0 for none
  public record SendBuffer(int bytes, int unsentBytes) {}

  /// Limits what the kernel holds for each connection, from the start on. Without limits the kernel
  /// has its own.
  public void limitSendBuffers(SendBuffer limits) {
    sendBuffer = Optional.of(limits);
    if (limits.unsentBytes() > 0) {
      // Beside the rest of the start, which does not need it.
      unsentLimit = CompletableFuture.supplyAsync(UnsentLimit::find);
    }
  }

  /// Listens.
  ///
  /// @param tls serves `https` and `wss` with it, or else `http` and `ws`
  /// @param proxyProtocol whether each connection begins with a PROXY protocol header
  /// @return the address, with the port that was picked where the setting is 0
  public InetSocketAddress listen(
      ListenConfig where, Optional<Tls> tls, boolean proxyProtocol, HttpHandler root)
      throws CannotListenException {
    // Before anyone can connect.
    Optional<UnsentLimit> limit = unsentLimit.join();
    InetSocketAddress address = new InetSocketAddress(resolved(where), where.port());
    try {
      listener = listener(address, tls, proxyProtocol, socketOptions(), root);
    } catch (IOException e) {
      throw new CannotListenException(where, reason(e), e);
    }
    InetSocketAddress listens = listener.getLocalAddress(InetSocketAddress.class);
    limit.ifPresent(found -> limitUnsent(found, listens.getPort()));
    listener.resumeAccepts();
    return listens;
  }

  /// Drops whatever is still connected, and ends the threads.
  public void stop() {
    if (listener != null) {
      listener.suspendAccepts();
      IoUtils.safeClose(listener);
    }
    worker.shutdownNow();
  }

  /// As Undertow's own builder would do it, which leaves no say in when a connection is let in.
  private AcceptingChannel<? extends StreamConnection> listener(
      InetSocketAddress address,
      Optional<Tls> tls,
      boolean proxyProtocol,
      OptionMap options,
      HttpHandler root)
      throws IOException {
    var pool = new DefaultByteBufferPool(true, BUFFER_BYTES, -1, BUFFERS_KEPT_BY_A_THREAD);
    var http = new HttpOpenListener(pool, HTTP_OPTIONS);
    BodyDeadline bodies = new BodyDeadline(patience);
    http.setRootHandler(
        exchange -> {
          bodies.watch(exchange);
          root.handleRequest(exchange);
        });
    UndertowXnioSsl ssl = tls.map(this::encryption).orElse(null);
    if (proxyProtocol) {
      var proxied = new ProxyHeaders(http, ssl, pool, options, patience);
      return worker.createStreamConnectionServer(address, new Doorway(worker, proxied), options);
    }
    var doorway = new Doorway(worker, new Loans(http, displaced));
    return ssl == null
        ? worker.createStreamConnectionServer(address, doorway, options)
        : ssl.createSslConnectionServer(worker, address, doorway, options);
  }

  private OptionMap socketOptions() {
    OptionMap.Builder options = OptionMap.builder().addAll(SOCKET_OPTIONS);
    sendBuffer.ifPresent(limits -> options.set(Options.SEND_BUFFER, limits.bytes()));
    return options.getMap();
  }

  /// Without the limit slow readers hear older updates, and nothing else is different.
  private void limitUnsent(UnsentLimit limit, int port) {
    try {
      if (!limit.set(port, sendBuffer.orElseThrow().unsentBytes())) {
        log.info("TCP_NOTSENT_LOWAT not set: the kernel refuses it");
      }
    } catch (IOException e) {
      log.info("TCP_NOTSENT_LOWAT not set: {}", e.toString());
    }
  }

  private UndertowXnioSsl encryption(Tls tls) {
    return new UndertowXnioSsl(
        worker.getXnio(), OptionMap.create(Options.USE_DIRECT_BUFFERS, true), tls.context());
  }

  private static InetAddress resolved(ListenConfig where) throws CannotListenException {
    try {
      return InetAddress.getByName(where.host());
    } catch (UnknownHostException e) {
      throw new CannotListenException(where, "unknown host", e);
    }
  }

  private static String reason(IOException failure) {
    return failure instanceof BindException
            && String.valueOf(failure.getMessage()).contains("in use")
        ? "the port is in use"
        : String.valueOf(failure.getMessage());
  }
}
