package wsroom.http;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Sequence;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import wsroom.config.ListenConfig;

/// The listener, with the threads that all connections live on.
///
/// Confined to the thread that starts and stops the server.
public final class HttpServer {
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
  private static final int IDLE_TIMEOUT_MILLIS = 15_000;

  private final XnioWorker worker;
  private @Nullable Undertow undertow;

  /// Starts the threads, and does not listen yet.
  public HttpServer(int ioThreads) {
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

  /// Listens.
  ///
  /// @param tls serves `https` and `wss` with it, or else `http` and `ws`
  /// @param proxyProtocol whether each connection begins with a PROXY protocol header
  /// @return the address, with the port that was picked where the setting is 0
  public InetSocketAddress listen(
      ListenConfig where, Optional<Tls> tls, boolean proxyProtocol, HttpHandler root)
      throws CannotListenException {
    var starting = build(listener(where, tls, proxyProtocol), root);
    try {
      starting.start();
    } catch (RuntimeException e) {
      if (e.getCause() instanceof IOException failure) {
        throw new CannotListenException(where, reason(failure), failure);
      }
      throw e;
    }
    undertow = starting;
    return (InetSocketAddress) starting.getListenerInfo().getFirst().getAddress();
  }

  /// Drops whatever is still connected, and ends the threads.
  public void stop() {
    if (undertow != null) {
      undertow.getListenerInfo().forEach(Undertow.ListenerInfo::suspend);
      undertow.stop();
    }
    worker.shutdownNow();
  }

  private static Undertow.ListenerBuilder listener(
      ListenConfig where, Optional<Tls> tls, boolean proxyProtocol) throws CannotListenException {
    var listener =
        new Undertow.ListenerBuilder()
            .setHost(resolved(where))
            .setPort(where.port())
            .setUseProxyProtocol(proxyProtocol)
            .setType(Undertow.ListenerType.HTTP);
    tls.ifPresent(
        identity ->
            listener
                .setType(Undertow.ListenerType.HTTPS)
                .setSslContext(identity.context())
                .setOverrideSocketOptions(
                    OptionMap.create(
                        Options.SSL_ENABLED_PROTOCOLS, Sequence.of("TLSv1.3", "TLSv1.2"))));
    return listener;
  }

  private Undertow build(Undertow.ListenerBuilder listener, HttpHandler root) {
    return Undertow.builder()
        .setWorker(worker)
        .addListener(listener)
        .setHandler(root)
        .setDirectBuffers(true)
        .setBufferSize(BUFFER_BYTES)
        .setSocketOption(Options.BACKLOG, ACCEPT_QUEUE)
        // Room ids are decoded by our own rules, which are stricter.
        .setServerOption(UndertowOptions.DECODE_URL, false)
        .setServerOption(UndertowOptions.MAX_HEADER_SIZE, MAX_HEAD_BYTES)
        .setServerOption(UndertowOptions.MAX_HEADERS, MAX_HEADERS)
        .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, MAX_BODY_BYTES)
        .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, HEAD_TIMEOUT_MILLIS)
        .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, IDLE_TIMEOUT_MILLIS)
        // HTTP/1.1 keeps connections anyway, and an upgrade's answer must not say so.
        .setServerOption(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
        .build();
  }

  private static String resolved(ListenConfig where) throws CannotListenException {
    try {
      return InetAddress.getByName(where.host()).getHostAddress();
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
