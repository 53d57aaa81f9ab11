package wsroom.loadtest;

import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import wsroom.loadtest.client.ServerTrust;
import wsroom.loadtest.watch.EventLines;
import wsroom.loadtest.watch.Watcher;

/// `events`: what happens on a server, a line each.
@Command(
    name = "events",
    customSynopsis = "./ws-room events [URI] [OPTIONS]",
    description = {
      "Prints a line for each event of a server, until Ctrl+C. The token comes from the"
          + " environment: ADMIN_TOKEN, as the server has it.",
      ""
    },
    footer = {
      "",
      "Exit code: 1 if the server ended it or did not let it in, 2 if the command was wrong."
    },
    sortOptions = false)
final class EventsCommand implements Callable<Integer> {
  private static final String DEFAULT_URI = "ws://127.0.0.1:5000/events";
  private static final String PATH = "/events";
  private static final String TOKEN = "ADMIN_TOKEN";

  private final Map<String, String> environment;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "URI",
      defaultValue = DEFAULT_URI,
      description = {
        "the server, with a filter such as /events?topic=peer.left&room=my-room",
        "(default: ${DEFAULT-VALUE})"
      })
  private String uri = DEFAULT_URI;

  @Option(names = "--insecure", description = "wss: believe any certificate of that host")
  private boolean insecure;

  @Option(names = "--ca", paramLabel = "FILE", description = "wss: certificates to believe, PEM")
  private @Nullable Path ca;

  EventsCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    PrintWriter out = line().getOut();
    Watcher watcher = new Watcher(out, new EventLines(ZoneId.systemDefault()));
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
      var socket =
          http.newWebSocketBuilder()
              .header("Authorization", "Bearer " + token)
              .buildAsync(feed, watcher)
              .join();
      out.println("listening to " + feed.getHost() + "; Ctrl+C ends it");
      out.flush();
      out.println(watcher.ended().join());
      socket.abort();
    } catch (CompletionException refused) {
      out.println("not let in: " + rootOf(refused).getMessage());
    }
    out.flush();
    return 1;
  }

  private static Throwable rootOf(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private URI feedOrComplain() {
    try {
      URI given = URI.create(uri);
      String scheme = String.valueOf(given.getScheme());
      if (given.getHost() == null || !(scheme.equals("ws") || scheme.equals("wss"))) {
        throw complaint("a server is ws://host:port or wss://host, was " + uri);
      }
      String path = given.getRawPath();
      return path == null || path.isEmpty() || path.equals("/") ? given.resolve(PATH) : given;
    } catch (IllegalArgumentException wrong) {
      throw complaint("not a URI: " + uri);
    }
  }

  /// Of several tokens with names, the first: what is before the colon is only for the server.
  private String tokenOrComplain() {
    String all = environment.getOrDefault(TOKEN, "").strip();
    if (all.isEmpty()) {
      throw complaint("the environment must have " + TOKEN + ", as the server has it");
    }
    int comma = all.indexOf(',');
    return comma < 0 ? all : all.substring(all.indexOf(':') + 1, comma);
  }

  private ParameterException complaint(String what) {
    return new ParameterException(line(), what);
  }

  private CommandLine line() {
    return spec == null ? new CommandLine(this) : spec.commandLine();
  }
}
