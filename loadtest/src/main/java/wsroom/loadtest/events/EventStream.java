package wsroom.loadtest.events;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import wsroom.loadtest.client.ErrorBody;
import wsroom.loadtest.client.FailureText;
import wsroom.proto.events.v1.Header;

/// Subscribes to a server's events. Reconnects when the connection is lost, and resumes after the
/// last event received.
///
/// Confined to the thread that runs it, except for [#onEvent].
public final class EventStream {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /// The server pings every 10 s.
  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);

  private final HttpClient http;
  private final URI uri;
  private final String token;
  private final Duration pause;
  private final Consumer<String> notes;
  private volatile OptionalLong last = OptionalLong.empty();
  private volatile String source = "";

  /// The end of one connection.
  private sealed interface End {
    String why();
  }

  /// @param why for the user; a retry may succeed
  private record Lost(String why) implements End {}

  /// @param why for the user; a retry would fail the same way
  private record Rejected(String why) implements End {}

  /// @param pause before each reconnect
  /// @param notes receives messages about the connection, for the user
  public EventStream(
      HttpClient http, URI uri, String token, Duration pause, Consumer<String> notes) {
    this.http = http;
    this.uri = uri;
    this.token = token;
    this.pause = pause;
    this.notes = notes;
  }

  /// Creates the printer of one connection.
  @FunctionalInterface
  public interface PrinterFactory {
    EventPrinter printer(Runnable onOpen, Consumer<Header> onEvent);
  }

  /// Receives events until the server rejects the connection, or the first attempt fails.
  ///
  /// @return why it ended, for the user
  public String run(PrinterFactory factory) throws InterruptedException {
    boolean hasConnected = false;
    String lastReason = "";
    while (true) {
      String greeting =
          (hasConnected ? "listening again to " : "listening to ") + uri.getAuthority();
      EventPrinter printer = factory.printer(() -> notes.accept(greeting), this::onEvent);
      End end = listen(printer);
      boolean connected = printer.ended().isDone();
      String why = end.why();
      if (end instanceof Rejected || !(connected || hasConnected)) {
        return why;
      }
      // One line for each kind of failure, not for each attempt.
      if (connected || !why.equals(lastReason)) {
        notes.accept("lost: " + why + "; reconnecting");
      }
      lastReason = why;
      hasConnected |= connected;
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
    }
  }

  private End listen(EventPrinter printer) throws InterruptedException {
    WebSocket socket;
    try {
      socket =
          http.newWebSocketBuilder()
              .header("Authorization", "Bearer " + token)
              .connectTimeout(CONNECT_TIMEOUT)
              .buildAsync(target(), printer)
              .join();
    } catch (CompletionException failed) {
      return failed.getCause() instanceof WebSocketHandshakeException answered
              && answered.getResponse() != null
          ? rejection(answered.getResponse().statusCode(), answered.getResponse().body())
          : new Lost(FailureText.describe(failed));
    }
    try {
      return new Lost(end(printer));
    } finally {
      printer.ended().complete("left");
      socket.abort();
    }
  }

  private static String end(EventPrinter printer) throws InterruptedException {
    while (true) {
      try {
        return printer.ended().get(1, TimeUnit.SECONDS);
      } catch (TimeoutException stillThere) {
        if (System.nanoTime() - printer.lastFrameNanos() > IDLE_TIMEOUT.toNanos()) {
          return "nothing received for " + IDLE_TIMEOUT.toSeconds() + " s";
        }
      } catch (ExecutionException never) {
        throw new IllegalStateException("an end is a value", never);
      }
    }
  }

  private static End rejection(int status, Object body) {
    String said = ErrorBody.of(body instanceof String text ? text : "");
    String why = "HTTP " + status + (said.isEmpty() ? "" : " (" + said + ")");
    return switch (status) {
      case 401 -> new Rejected(why + "; is ADMIN_TOKEN here one of the server's?");
      case 404 -> new Rejected(why + "; is ADMIN_TOKEN set there?");
      case 408, 425, 429 -> new Lost(why);
      default -> status >= 500 ? new Lost(why) : new Rejected(why);
    };
  }

  /// The URI that resumes after the last event received. The query given by the user comes first.
  private URI target() {
    OptionalLong known = last;
    if (known.isEmpty()) {
      return uri;
    }
    String query = uri.getRawQuery();
    String others =
        query == null ? "" : query.replaceAll("(^|&)after=[^&]*", "").replaceFirst("^&", "");
    String base = uri.toString().replaceFirst("\\?.*", "");
    return URI.create(
        base + "?" + (others.isEmpty() ? "" : others + "&") + "after=" + known.getAsLong());
  }

  /// Notes a restart: the server's numbers start again, and events may be missing here.
  private void onEvent(Header header) {
    if (!source.isEmpty() && !source.equals(header.getSource())) {
      long first = header.getSequence();
      notes.accept(
          "the server has restarted"
              + (first > 1
                  ? "; of its events before #" + first + " some may be missing here"
                  : ""));
    }
    source = header.getSource();
    last = OptionalLong.of(header.getSequence());
  }
}
