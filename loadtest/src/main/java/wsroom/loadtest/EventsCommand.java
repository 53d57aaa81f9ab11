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
import wsroom.loadtest.watch.EventJson;
import wsroom.loadtest.watch.EventLines;
import wsroom.loadtest.watch.Feed;
import wsroom.loadtest.watch.Watcher;

/// `events`: what happens on a server, a line each.
@Command(
    name = "events",
    customSynopsis = "./ws-room events [URI] [OPTIONS]",
    description = {
      "Prints a line for each event of a server, until Ctrl+C. The token comes from the"
          + " environment: ADMIN_TOKEN, as the server has it. A lost connection is opened again,"
          + " and asks for what has happened meanwhile.",
      ""
    },
    footer = {"", "Exit code: 1 if the server did not let it in, 2 if the command was wrong."},
    sortOptions = false)
final class EventsCommand implements Callable<Integer> {
  private static final String DEFAULT_URI = "ws://127.0.0.1:5000/events";
  private static final String PATH = "/events";
  private static final String TOKEN = "ADMIN_TOKEN";

  /// Soon enough to miss nothing that the server keeps, and no burden while it is away.
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

  @Option(names = "--insecure", description = "wss: believe any certificate of that host")
  private boolean insecure;

  @Option(names = "--ca", paramLabel = "FILE", description = "wss: certificates to believe, PEM")
  private @Nullable Path ca;

  @Option(
      names = "--json",
      description = "print each event as a JSON object; what else there is to say goes to stderr")
  private boolean json;

  EventsCommand(Map<String, String> environment) {
    this(environment, PAUSE);
  }

  /// @param pause before a lost connection is opened again
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
        client.sslContext(ServerTrust.ofEveryone().context());
      }
    } catch (IllegalArgumentException wrong) {
      throw complaint(String.valueOf(wrong.getMessage()));
    }
    URI feed = feedOrComplain();
    String token = tokenOrComplain();
    try (HttpClient http = client.build()) {
      Feed events =
          new Feed(http, feed, token, pause, note -> tell(notes, lines.note(Instant.now(), note)));
      String why =
          events.run(
              (onOpen, onEvent) ->
                  new Watcher(out, json ? new EventJson() : lines, onOpen, onEvent));
      tell(notes, "not let in by " + feed.getAuthority() + ": " + why);
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
    }
    return 1;
  }

  private static void tell(PrintWriter to, String text) {
    to.println(text);
    to.flush();
  }

  private URI feedOrComplain() {
    try {
      URI given = URI.create(uri);
      String scheme = String.valueOf(given.getScheme());
      if (given.getHost() == null || !scheme.matches("wss?|https?")) {
        throw complaint("a server is ws://host:port, wss://host, or the same as http, was " + uri);
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
      throw complaint("not a URI: " + uri);
    }
  }

  /// Of several tokens the first. A name and a colon before it are only for the server.
  private String tokenOrComplain() {
    String all = environment.getOrDefault(TOKEN, "").strip();
    if (all.isEmpty()) {
      throw complaint("the environment must have " + TOKEN + ", as the server has it");
    }
    String first = all.split(",", -1)[0].strip();
    return first.substring(first.indexOf(':') + 1);
  }

  private ParameterException complaint(String what) {
    return new ParameterException(line(), what);
  }

  private CommandLine line() {
    return spec == null ? new CommandLine(this) : spec.commandLine();
  }
}
