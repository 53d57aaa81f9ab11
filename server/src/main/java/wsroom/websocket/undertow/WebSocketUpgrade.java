package wsroom.websocket.undertow;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.Protocols;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.StreamConnection;
import wsroom.websocket.Acceptor;
import wsroom.websocket.WebSocketConnection;

/// Turns an HTTP request into a WebSocket connection (RFC 6455, section 4.2). No extension is ever
/// agreed to.
public final class WebSocketUpgrade {
  private static final Logger log = LoggerFactory.getLogger(WebSocketUpgrade.class);
  private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final HttpString KEY = new HttpString("Sec-WebSocket-Key");
  private static final HttpString VERSION = new HttpString("Sec-WebSocket-Version");
  private static final HttpString ACCEPT = new HttpString("Sec-WebSocket-Accept");
  private static final HttpString PROTOCOL = new HttpString("Sec-WebSocket-Protocol");
  private static final String SUPPORTED_VERSION = "13";
  private static final int KEY_BYTES = 16;

  private final XnioThreads threads;
  private final WebSocketConnection.Settings settings;
  private final List<String> subprotocols;
  private final AtomicInteger underWay = new AtomicInteger();

  /// @param subprotocols those to choose from, the best one first
  /// @param maxMessageBytes the limit of a message at the beginning of a connection
  public WebSocketUpgrade(
      XnioThreads threads,
      List<String> subprotocols,
      int maxMessageBytes,
      int backlogLimitBytes,
      Consumer<Error> onError) {
    this.threads = threads;
    this.subprotocols = List.copyOf(subprotocols);
    this.settings = new WebSocketConnection.Settings(maxMessageBytes, backlogLimitBytes, onError);
  }

  /// Why a request cannot become a WebSocket connection.
  ///
  /// @param status the HTTP status to answer with
  public record Refusal(int status, String why) {}

  /// What is wrong with the request, if anything. Where another protocol or version would do, the
  /// answer names it already.
  public static Optional<Refusal> check(HttpServerExchange exchange) {
    if (!exchange.getRequestMethod().equals(Methods.GET)) {
      return refuse(405, "a WebSocket upgrade is a GET");
    }
    if (!exchange.getProtocol().equals(Protocols.HTTP_1_1)) {
      return requireUpgrade(exchange, "a WebSocket upgrade needs HTTP/1.1");
    }
    if (!hasToken(exchange, Headers.UPGRADE, "websocket")
        || !hasToken(exchange, Headers.CONNECTION, "upgrade")) {
      return requireUpgrade(exchange, "WebSocket upgrade required");
    }
    if (!SUPPORTED_VERSION.equals(single(exchange, VERSION))) {
      return requireUpgrade(exchange, "Sec-WebSocket-Version must be 13");
    }
    String key = single(exchange, KEY);
    if (key == null || !isKey(key)) {
      return refuse(400, "Sec-WebSocket-Key must be 16 bytes in base64, once");
    }
    return Optional.empty();
  }

  /// An answer with status 426 must name what the server would upgrade to.
  private static Optional<Refusal> requireUpgrade(HttpServerExchange exchange, String why) {
    exchange.getResponseHeaders().put(Headers.UPGRADE, "websocket");
    exchange.getResponseHeaders().put(VERSION, SUPPORTED_VERSION);
    return refuse(426, why);
  }

  /// Answers a request in which [#check] found nothing wrong, and hands the connection over.
  public void accept(HttpServerExchange exchange, InetAddress clientAddress, Acceptor acceptor) {
    String key = exchange.getRequestHeaders().getFirst(KEY);
    boolean encrypted = exchange.getConnection().getSslSession() != null;
    Runnable done = countAsUnderWay(exchange);
    exchange.upgradeChannel(
        (stream, closed) -> {
          try {
            open(stream, encrypted, clientAddress, acceptor);
          } finally {
            done.run();
          }
        });
    // Godot compares the whole value with "upgrade", so nothing may be listed beside it.
    exchange.getResponseHeaders().put(Headers.CONNECTION, "upgrade");
    exchange.getResponseHeaders().put(Headers.UPGRADE, "websocket");
    exchange.getResponseHeaders().put(ACCEPT, acceptValue(key));
    chooseSubprotocol(exchange)
        .ifPresent(name -> exchange.getResponseHeaders().put(PROTOCOL, name));
    exchange.endExchange();
  }

  /// Upgrades that have been answered, and whose connection is not open yet.
  public int underWay() {
    return underWay.get();
  }

  /// Returns what ends the count; a connection that breaks first ends it as well.
  private Runnable countAsUnderWay(HttpServerExchange exchange) {
    AtomicBoolean counts = new AtomicBoolean(true);
    Runnable done =
        () -> {
          if (counts.compareAndSet(true, false)) {
            underWay.decrementAndGet();
          }
        };
    underWay.incrementAndGet();
    exchange.getConnection().addCloseListener(closed -> done.run());
    return done;
  }

  private void open(
      StreamConnection stream, boolean encrypted, InetAddress clientAddress, Acceptor acceptor) {
    XnioThreads.Loop loop = threads.of(stream.getIoThread());
    assert loop.isCurrent();
    XnioTransport transport = new XnioTransport(stream, encrypted);
    try {
      transport.tell(
          new WebSocketConnection(
              transport, loop, loop.buffers, settings, clientAddress, acceptor));
    } catch (RuntimeException e) {
      log.error("an upgraded connection could not be opened, and is closed", e);
      transport.close();
    }
  }

  private Optional<String> chooseSubprotocol(HttpServerExchange exchange) {
    return subprotocols.stream().filter(name -> hasToken(exchange, PROTOCOL, name)).findFirst();
  }

  private static Optional<Refusal> refuse(int status, String why) {
    return Optional.of(new Refusal(status, why));
  }

  private static @Nullable String single(HttpServerExchange exchange, HttpString name) {
    HeaderValues values = exchange.getRequestHeaders().get(name);
    return values == null || values.size() != 1 ? null : values.getFirst().strip();
  }

  private static boolean hasToken(HttpServerExchange exchange, HttpString name, String token) {
    HeaderValues values = exchange.getRequestHeaders().get(name);
    if (values == null) {
      return false;
    }
    for (String value : values) {
      for (String item : value.split(",", -1)) {
        if (item.strip().toLowerCase(Locale.ROOT).equals(token)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isKey(String key) {
    try {
      return Base64.getDecoder().decode(key).length == KEY_BYTES;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String acceptValue(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest((key.strip() + ACCEPT_SUFFIX).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
