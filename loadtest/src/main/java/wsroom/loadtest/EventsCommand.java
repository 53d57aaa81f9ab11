package wsroom.loadtest;

import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import wsroom.loadtest.client.ServerTrust;
import wsroom.loadtest.events.EventJson;
import wsroom.loadtest.events.EventLines;
import wsroom.loadtest.events.EventPrinter;
import wsroom.loadtest.events.EventStream;

/// `events`: prints the events of a server, a line each.
@Command(
    name = "events",
    customSynopsis = "./ws-room events [URI] [OPTIONS]",
    description = {
      "Prints a line for each event of a server, until Ctrl+C. The token is read from"
          + " ADMIN_TOKEN in"
          + " the environment, as the server does. A lost connection is reopened and resumes after"
          + " the last event received.",
      ""
    },
    footer = {
      "",
      "Exit code: 1 if the server rejected the connection, 2 if the command was wrong."
    },
    sortOptions = false)
final class EventsCommand implements Callable<Integer> {
  private static final String DEFAULT_URI = "ws://127.0.0.1:5000/events";
  private static final String PATH = "/events";
  private static final String TOKEN = "ADMIN_TOKEN";

  /// Short enough to miss no event that the server buffers, long enough not to load it.
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Map<String, String> environment;
  private final Duration pause;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "URI",
      defaultValue = DEFAULT_URI,
      description = {
        "the server, as ws:// or http://, with a filter such as"
            + " /events?topic=peer.left&room=my-room",
        "(default: ${DEFAULT-VALUE})"
      })
  private String uri = DEFAULT_URI;

  @Option(names = "--insecure", description = "wss: accept any certificate for that host")
  private boolean insecure;

  @Option(names = "--ca", paramLabel = "FILE", description = "wss: trusted certificates, PEM")
  private @Nullable Path ca;

  @Option(
      names = "--json",
      description = "print each event as a JSON object, and all other messages to stderr")
  private boolean json;

  EventsCommand(Map<String, String> environment) {
    this(environment, PAUSE);
  }

  /// @param pause before a lost connection is reopened
  EventsCommand(Map<String, String> environment, Duration pause) {
    this.environment = environment;
    this.pause = pause;
  }

  @Override
  public Integer call() {
    PrintWriter out = line().getOut();
    EventLines lines = new EventLines(ZoneId.systemDefault());
    PrintWriter notes = json ? line().getErr() : out;
    HttpClient.Builder client = HttpClient.newBuilder();
    try {
      if (ca != null) {
        client.sslContext(ServerTrust.of(ca).context());
      } else if (insecure) {
        client.sslContext(ServerTrust.trustAll().context());
      }
    } catch (IllegalArgumentException wrong) {
      throw usageError(String.valueOf(wrong.getMessage()));
    }
    URI stream = parseUri();
    String token = readToken();
    try (HttpClient http = client.build()) {
      EventStream events =
          new EventStream(
              http, stream, token, pause, note -> print(notes, lines.note(Instant.now(), note)));
      String why =
          events.run(
              (onOpen, onEvent) ->
                  new EventPrinter(out, json ? new EventJson() : lines, onOpen, onEvent));
      print(notes, "rejected by " + stream.getAuthority() + ": " + why);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return 1;
  }

  private static void print(PrintWriter to, String text) {
    to.println(text);
    to.flush();
  }

  private URI parseUri() {
    try {
      URI given = URI.create(uri);
      String scheme = String.valueOf(given.getScheme());
      if (given.getHost() == null || !scheme.matches("wss?|https?")) {
        throw usageError(
            "server must be ws://host:port, wss://host or the same with http, was " + uri);
      }
      String path = given.getRawPath();
      String query = given.getRawQuery();
      return URI.create(
          scheme.replaceFirst("^http", "ws")
              + "://"
              + given.getRawAuthority()
              + (path == null || path.isEmpty() || path.equals("/") ? PATH : path)
              + (query == null ? "" : "?" + query));
    } catch (IllegalArgumentException wrong) {
      throw usageError("not a URI: " + uri);
    }
  }

  /// The first of several tokens, without the name and colon that only the server needs.
  private String readToken() {
    String all = environment.getOrDefault(TOKEN, "").strip();
    if (all.isEmpty()) {
      throw usageError(TOKEN + " must be set, to a token of the server");
    }
    String first = all.split(",", -1)[0].strip();
    return first.substring(first.indexOf(':') + 1);
  }

  private ParameterException usageError(String what) {
    return new ParameterException(line(), what);
  }

  private CommandLine line() {
    return spec == null ? new CommandLine(this) : spec.commandLine();
  }
}
