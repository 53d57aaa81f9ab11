package wsroom.loadtest.watch;

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
import wsroom.loadtest.client.Failure;
import wsroom.loadtest.client.RefusalText;
import wsroom.proto.events.v1.Header;

/// A server's events, whatever becomes of the connection: a lost one is opened again, and asks for
/// what has happened meanwhile.
///
/// Confined to the thread that runs it, but for [#heard].
public final class Feed {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /// The server pings every 10 s.
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final HttpClient http;
  private final URI uri;
  private final String token;
  private final Duration pause;
  private final Consumer<String> notes;
  private volatile OptionalLong last = OptionalLong.empty();
  private volatile String source = "";

  /// How one connection came to its end.
  private sealed interface End {
    String why();
  }

  /// @param why for a person; another attempt may do better
  private record Lost(String why) implements End {}

  /// @param why for a person; another attempt would end like this one
  private record Refused(String why) implements End {}

  /// @param pause before each attempt but the first
  /// @param notes is told what becomes of the connection, for a person
  public Feed(HttpClient http, URI uri, String token, Duration pause, Consumer<String> notes) {
    this.http = http;
    this.uri = uri;
    this.token = token;
    this.pause = pause;
    this.notes = notes;
  }

  /// Makes a watcher for one connection.
  @FunctionalInterface
  public interface Watching {
    Watcher watcher(Runnable onOpen, Consumer<Header> onEvent);
  }

  /// Hears events until the server refuses, or cannot be reached at first.
  ///
  /// @return why it is over, for a person
  public String run(Watching watching) throws InterruptedException {
    boolean hasBeenIn = false;
    String noted = "";
    while (true) {
      String greeting = (hasBeenIn ? "listening again to " : "listening to ") + uri.getAuthority();
      Watcher watcher = watching.watcher(() -> notes.accept(greeting), this::heard);
      End end = hear(watcher);
      boolean wasIn = watcher.ended().isDone();
      String why = end.why();
      if (end instanceof Refused || !(wasIn || hasBeenIn)) {
        return why;
      }
      // One line for each kind of failure, not for each try.
      if (wasIn || !why.equals(noted)) {
        notes.accept("lost: " + why + "; trying again");
      }
      noted = why;
      hasBeenIn |= wasIn;
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
    }
  }

  private End hear(Watcher watcher) throws InterruptedException {
    WebSocket socket;
    try {
      socket =
          http.newWebSocketBuilder()
              .header("Authorization", "Bearer " + token)
              .connectTimeout(PATIENCE)
              .buildAsync(target(), watcher)
              .join();
    } catch (CompletionException failed) {
      return failed.getCause() instanceof WebSocketHandshakeException answered
              && answered.getResponse() != null
          ? refusal(answered.getResponse().statusCode(), answered.getResponse().body())
          : new Lost(Failure.words(failed));
    }
    try {
      return new Lost(end(watcher));
    } finally {
      watcher.ended().complete("left");
      socket.abort();
    }
  }

  private static String end(Watcher watcher) throws InterruptedException {
    while (true) {
      try {
        return watcher.ended().get(1, TimeUnit.SECONDS);
      } catch (TimeoutException stillThere) {
        if (System.nanoTime() - watcher.heardNanos() > SILENCE.toNanos()) {
          return "nothing was heard for " + SILENCE.toSeconds() + " s";
        }
      } catch (ExecutionException never) {
        throw new IllegalStateException("an end is a value", never);
      }
    }
  }

  private static End refusal(int status, Object body) {
    String said = RefusalText.of(body instanceof String text ? text : "");
    String why = "it answered " + status + (said.isEmpty() ? "" : " (" + said + ")");
    return switch (status) {
      case 401 -> new Refused(why + "; is ADMIN_TOKEN here one of the server's?");
      case 404 -> new Refused(why + "; is ADMIN_TOKEN set there?");
      case 408, 425, 429 -> new Lost(why);
      default -> status >= 500 ? new Lost(why) : new Refused(why);
    };
  }

  /// Where to go on: after the last event that was heard. What the person asked for comes first.
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

  /// After a restart the server's numbers begin again, and so may be missing here.
  private void heard(Header header) {
    if (!source.isEmpty() && !source.equals(header.getSource())) {
      long first = header.getSequence();
      notes.accept(
          "the server has started anew"
              + (first > 1
                  ? "; of its events before #" + first + " some may be missing here"
                  : ""));
    }
    source = header.getSource();
    last = OptionalLong.of(header.getSequence());
  }
}
