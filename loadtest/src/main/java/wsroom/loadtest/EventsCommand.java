package wsroom.loadtest;

import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import wsroom.loadtest.events.EventJson;
import wsroom.loadtest.events.EventLines;
import wsroom.loadtest.events.EventPrinter;
import wsroom.loadtest.events.EventStream;
import wsroom.operator.ServerOptions;
import wsroom.operator.ToolContext;
import wsroom.operator.Variables;

/// `events`: prints the events of a server, a line each.
@Command(
    name = "events",
    customSynopsis = "./ws-room events [URI] [OPTIONS]",
    description = {
      "Prints a line for each event of a server, until Ctrl+C. A lost connection is reopened and"
          + " resumes after the last event received.",
      ""
    },
    footer = {
      "",
      "Exit code: 1 if the server rejected the connection, 2 if the command was wrong."
    },
    sortOptions = false)
final class EventsCommand implements Callable<Integer> {
  private static final String PATH = "/events";

  /// Short enough to miss no event that the server buffers, long enough not to load it.
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final ToolContext context;
  private final Duration pause;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "URI",
      description = {
        "the server, as ws:// or http://, with a filter such as"
            + " /events?topic=peer.left&room=my-room",
        "(default: /events of --url)"
      })
  private @Nullable String uri;

  @Mixin private ServerOptions server = new ServerOptions();

  @Option(
      names = "--json",
      description = "print each event as a JSON object, and all other messages to stderr")
  private boolean json;

  EventsCommand(ToolContext context) {
    this(context, PAUSE);
  }

  /// @param pause before a lost connection is reopened
  EventsCommand(ToolContext context, Duration pause) {
    this.context = context;
    this.pause = pause;
  }

  @Override
  public Integer call() {
    PrintWriter out = line().getOut();
    EventLines lines = new EventLines(ZoneId.systemDefault());
    PrintWriter notes = json ? line().getErr() : out;
    HttpClient.Builder client;
    URI stream;
    String token;
    try {
      client = server.http();
      Variables variables = server.variables(context);
      stream = parseUri(uri == null ? server.server(variables).toString() : uri);
      token =
          server
              .token(variables)
              .orElseThrow(
                  () ->
                      usageError(
                          "an operator's token is needed: --token, WS_ROOM_TOKEN or ADMIN_TOKEN"));
    } catch (IllegalArgumentException wrong) {
      throw usageError(String.valueOf(wrong.getMessage()));
    }
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

  private URI parseUri(String text) {
    try {
      URI given = URI.create(text);
      String scheme = String.valueOf(given.getScheme());
      if (given.getHost() == null || !scheme.matches("wss?|https?")) {
        throw usageError(
            "server must be ws://host:port, wss://host or the same with http, was " + text);
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
      throw usageError("not a URI: " + text);
    }
  }

  private ParameterException usageError(String what) {
    return new ParameterException(line(), what);
  }

  private CommandLine line() {
    return spec == null ? new CommandLine(this) : spec.commandLine();
  }
}
