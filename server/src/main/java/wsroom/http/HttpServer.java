package wsroom.http;

import io.undertow.UndertowOptions;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Sequence;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;
import org.xnio.nio.TcpListeners;
import wsroom.config.InternalConfig;
import wsroom.config.ListenConfig;
import wsroom.websocket.undertow.HttpConnectionLimit;

/// The HTTP listeners, and the I/O threads of all connections.
///
/// Confined to the thread that starts and stops the server.
public final class HttpServer {
  private static final Logger log = LoggerFactory.getLogger(HttpServer.class);

  /// Never reached: [RequestHeads] has lower limits, and answers requests beyond them.
  private static final int MAX_HEAD_BYTES = 65_536;

  /// Beyond this many Undertow answers 400 by itself; [RequestHeads] answers 431 before that.
  private static final int MAX_HEADERS = 400;

  private static final long MAX_BODY_BYTES = 65_536;
  private static final int BUFFER_BYTES = 16_384;

  /// For pages only: rooms use no worker threads.
  private static final int WORKER_THREADS = 4;

  /// After a restart all clients reconnect at once.
  private static final int ACCEPT_QUEUE = 4096;

  private static final int HEAD_TIMEOUT_MILLIS = 5_000;

  /// The timeout for a PROXY protocol header and for a request's body, for which Undertow has none.
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(5);

  /// The timeout for a connection's first request, which a real client sends at once.
  private static final Duration FIRST_REQUEST = Duration.ofSeconds(15);

  /// The idle timeout between two requests: longer than the 60 s for which most load balancers keep
  /// a connection.
  public static final Duration USUAL_IDLE = Duration.ofSeconds(75);

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
  private final Duration readTimeout;
  private final Duration idle;
  private final RequestHeads heads;
  private final ProxyHeaders.Counts rejectedProxyHeaders = new ProxyHeaders.Counts();
  private final LongAdder evictions = new LongAdder();
  private Optional<SendBuffer> sendBuffer = Optional.empty();
  private CompletableFuture<Optional<UnsentLimit>> unsentLimit =
      CompletableFuture.completedFuture(Optional.empty());
  private final List<AcceptingChannel<? extends StreamConnection>> listeners = new ArrayList<>();

  /// Starts the threads, without listening yet.
  public HttpServer(int ioThreads) {
    this(ioThreads, USUAL_IDLE, (method, route, status, nanos) -> {});
  }

  /// @param idle the idle timeout of a connection after a request
  /// @param requests records requests that are rejected before a handler gets them
  public HttpServer(int ioThreads, Duration idle, RequestLog requests) {
    this(ioThreads, idle, READ_TIMEOUT, FIRST_REQUEST, requests);
  }

  HttpServer(int ioThreads, Duration readTimeout) {
    this(ioThreads, USUAL_IDLE, readTimeout, FIRST_REQUEST, (method, route, status, nanos) -> {});
  }

  /// @param readTimeout for a PROXY protocol header, and for a request's body
  /// @param firstRequest the timeout from a connection's opening to its first request
  HttpServer(
      int ioThreads,
      Duration idle,
      Duration readTimeout,
      Duration firstRequest,
      RequestLog requests) {
    this.readTimeout = readTimeout;
    this.idle = idle;
    this.heads = new RequestHeads(firstRequest, requests);
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
      throw new IllegalStateException("I/O threads cannot be started", e);
    }
  }

  public XnioWorker worker() {
    return worker;
  }

  /// Connections that were evicted because there were too many.
  public long evictions() {
    return evictions.sum();
  }

  /// Connections that were closed because they had no PROXY protocol header.
  public long missingProxyHeaders() {
    return rejectedProxyHeaders.get(ProxyHeader.Problem.MISSING);
  }

  /// Connections that were closed because of a malformed PROXY protocol header.
  public long malformedProxyHeaders() {
    return rejectedProxyHeaders.get(ProxyHeader.Problem.MALFORMED);
  }

  /// Connections that were closed because their PROXY protocol header was not complete in time.
  public long incompleteProxyHeaders() {
    return rejectedProxyHeaders.get(ProxyHeader.Problem.INCOMPLETE);
  }

  /// The limits of one connection's kernel send buffer.
  ///
  /// @param bytes sent or not
  /// @param unsentBytes the unsent part, where the kernel has such a limit; 0 for no limit
  public record SendBuffer(int bytes, int unsentBytes) {}

  /// Limits the kernel send buffer of each connection. Must be called before [#listen]; without it,
  /// the kernel's defaults apply.
  public void limitSendBuffers(SendBuffer limits) {
    sendBuffer = Optional.of(limits);
    if (limits.unsentBytes() > 0) {
      // In parallel to the rest of the start.
      unsentLimit = CompletableFuture.supplyAsync(UnsentLimit::find);
    }
  }

  /// Listens on the public port.
  ///
  /// @param tls serves `https` and `wss` with it, or else `http` and `ws`
  /// @param proxyProtocol whether each connection begins with a PROXY protocol header
  /// @return the address, with the port that was picked if the setting is 0
  public InetSocketAddress listen(
      ListenConfig where, Optional<Tls> tls, boolean proxyProtocol, HttpHandler root)
      throws ListenException {
    return listen(ListenAddress.of(where), tls, proxyProtocol, root);
  }

  /// Listens on the internal port, with the same limits, but without TLS and PROXY protocol.
  ///
  /// @return the address, with the port that was picked if the setting is 0
  public InetSocketAddress listenInternally(InternalConfig where, HttpHandler root)
      throws ListenException {
    return listen(ListenAddress.of(where), Optional.empty(), false, root);
  }

  private InetSocketAddress listen(
      ListenAddress where, Optional<Tls> tls, boolean proxyProtocol, HttpHandler root)
      throws ListenException {
    // Before any client can connect.
    Optional<UnsentLimit> limit = unsentLimit.join();
    InetSocketAddress address = where.resolve();
    AcceptingChannel<? extends StreamConnection> listener;
    try {
      listener = listener(address, tls, proxyProtocol, socketOptions(), root);
    } catch (IOException e) {
      throw where.failure(e);
    }
    listeners.add(listener);
    InetSocketAddress listens = listener.getLocalAddress(InetSocketAddress.class);
    limit.ifPresent(found -> limitUnsent(found, listens.getPort()));
    listener.resumeAccepts();
    return listens;
  }

  /// Drops all remaining connections, and ends the threads.
  public void stop() {
    for (AcceptingChannel<? extends StreamConnection> listener : listeners) {
      listener.suspendAccepts();
      IoUtils.safeClose(listener);
    }
    worker.shutdownNow();
  }

  /// As Undertow's own builder does it, which offers no hook for [AcceptThrottle].
  private AcceptingChannel<? extends StreamConnection> listener(
      InetSocketAddress address,
      Optional<Tls> tls,
      boolean proxyProtocol,
      OptionMap options,
      HttpHandler root)
      throws IOException {
    var pool = new DefaultByteBufferPool(true, BUFFER_BYTES, -1, BUFFERS_KEPT_BY_A_THREAD);
    var http =
        new HttpOpenListener(
            pool,
            OptionMap.builder()
                .addAll(HTTP_OPTIONS)
                .set(UndertowOptions.NO_REQUEST_TIMEOUT, Math.toIntExact(idle.toMillis()))
                .getMap());
    BodyDeadline bodies = new BodyDeadline(readTimeout);
    http.setRootHandler(
        heads.before(
            exchange -> {
              HttpConnectionLimit.onRequest(exchange);
              bodies.watch(exchange);
              root.handleRequest(exchange);
            }));
    ChannelListener<StreamConnection> next =
        new HttpConnectionLimit(heads.guarding(http), evictions);
    if (tls.isPresent()) {
      next = encrypted(tls.get(), next);
    }
    if (proxyProtocol) {
      next = new ProxyHeaders(next, readTimeout, rejectedProxyHeaders);
    }
    return TcpListeners.open(worker, address, new AcceptThrottle(worker, next), options);
  }

  private OptionMap socketOptions() {
    OptionMap.Builder options = OptionMap.builder().addAll(SOCKET_OPTIONS);
    sendBuffer.ifPresent(limits -> options.set(Options.SEND_BUFFER, limits.bytes()));
    return options.getMap();
  }

  /// Without the limit slow consumers get staler updates; nothing else differs.
  private void limitUnsent(UnsentLimit limit, int port) {
    try {
      if (!limit.set(port, sendBuffer.orElseThrow().unsentBytes())) {
        log.info("TCP_NOTSENT_LOWAT not set: rejected by the kernel");
      }
    } catch (IOException e) {
      log.info("TCP_NOTSENT_LOWAT not set: {}", e.toString());
    }
  }

  private ChannelListener<StreamConnection> encrypted(
      Tls tls, ChannelListener<StreamConnection> next) {
    UndertowXnioSsl ssl =
        new UndertowXnioSsl(
            worker.getXnio(), OptionMap.create(Options.USE_DIRECT_BUFFERS, true), tls.context());
    return connection ->
        next.handleEvent(ssl.wrapExistingConnection(connection, SOCKET_OPTIONS, false));
  }
}
