package wsroom.archipelago;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A link over the JDK's WebSocket, which answers pings and close frames itself.
///
/// Its listener is called by the JDK, one call at a time; the rest is thread-safe.
final class WebSocketLink implements RegistryLink, WebSocket.Listener {
  static final int MAX_MESSAGE_BYTES = 1 << 18;

  /// The time for the other side's answer to a close frame.
  static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private static final int GOING_AWAY = 1001;

  /// The statuses with which a proxy in front of the registry rejects a token; the registry itself
  /// would close.
  private static final Set<Integer> UNAUTHORIZED = Set.of(401, 403);

  private static final Logger log = LoggerFactory.getLogger(Archipelago.class);

  private final Listener listener;
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();
  private volatile @Nullable WebSocket socket;
  private boolean ended;

  WebSocketLink(Listener listener) {
    this.listener = listener;
  }

  @Override
  public CompletionStage<?> send(ByteBuffer bytes) {
    return open().sendBinary(bytes, true);
  }

  @Override
  public void requestNext() {
    open().request(1);
  }

  @Override
  public void close() {
    var _ = open().sendClose(GOING_AWAY, "");
    dropLater();
  }

  @Override
  public void drop() {
    open().abort();
  }

  /// The reason of a failed attempt, without the URL.
  static LinkEnd notOpened(Throwable failure) {
    if (cause(failure) instanceof SSLException e) {
      log.debug("no TLS connection to Archipelago: {}", e.getMessage());
    }
    boolean isRefusal =
        cause(failure) instanceof WebSocketHandshakeException answered
            && answered.getResponse() != null
            && UNAUTHORIZED.contains(answered.getResponse().statusCode());
    return new LinkEnd(
        isRefusal ? LinkEnd.Kind.REFUSED : LinkEnd.Kind.UNREACHABLE, describe(failure));
  }

  @Override
  public void onOpen(WebSocket opened) {
    socket = opened;
    listener.opened(this);
    opened.request(1);
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
    if (message.size() + part.remaining() > MAX_MESSAGE_BYTES) {
      end(
          new LinkEnd(
              LinkEnd.Kind.VIOLATION,
              "registry sent a message of more than " + MAX_MESSAGE_BYTES + " bytes"));
      from.abort();
      return null;
    }
    byte[] bytes = new byte[part.remaining()];
    part.get(bytes);
    message.writeBytes(bytes);
    if (last) {
      byte[] whole = message.toByteArray();
      message.reset();
      listener.message(whole);
    } else {
      from.request(1);
    }
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
    if (last) {
      listener.text();
    }
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer content) {
    listener.alive();
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer content) {
    listener.alive();
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    end(new LinkEnd(LinkEnd.Kind.CLOSED, "registry closed the link with code " + code));
    dropLater();
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable failure) {
    end(new LinkEnd(LinkEnd.Kind.LOST, describe(failure)));
    from.abort();
  }

  private WebSocket open() {
    WebSocket known = socket;
    if (known == null) {
      throw new IllegalStateException("link is not open yet");
    }
    return known;
  }

  private void end(LinkEnd end) {
    if (!ended) {
      ended = true;
      listener.ended(end);
    }
  }

  private void dropLater() {
    CompletableFuture.delayedExecutor(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .execute(this::drop);
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private static String describe(Throwable failure) {
    Throwable cause = cause(failure);
    return switch (cause) {
      case WebSocketHandshakeException refused when refused.getResponse() != null ->
          "registry answered with HTTP status " + refused.getResponse().statusCode();
      case ConnectException e when e.getCause() instanceof UnresolvedAddressException ->
          "unknown host";
      case ConnectException _ -> "connection refused";
      case HttpTimeoutException _ -> "no answer in time";
      // Its own message may name hosts, and this text is on a public page.
      case SSLException _ -> "no trusted TLS connection";
      case IOException e -> "connection failed (" + e.getClass().getSimpleName() + ")";
      default -> cause.getClass().getSimpleName();
    };
  }
}
