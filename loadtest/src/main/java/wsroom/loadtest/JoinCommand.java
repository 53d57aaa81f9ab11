package wsroom.loadtest;

import authchain.Identity;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import wsroom.loadtest.client.CloseStatus;
import wsroom.loadtest.client.ConnectOptions;
import wsroom.loadtest.client.ServerTrust;
import wsroom.loadtest.client.Target;
import wsroom.loadtest.join.CirclePath;
import wsroom.loadtest.join.Realm;
import wsroom.loadtest.join.RoomClient;
import wsroom.loadtest.join.RoomPrinter;

/// `join`: an interactive client.
@Command(
    name = "join",
    customSynopsis = "./ws-room join [URI] [OPTIONS]",
    description = {
      "Joins a room: prints joins, leaves and messages, and sends each typed line as chat.",
      "The URI may also be a realm's, such as http://localhost:5000, or an adapter named by a realm"
          + " or world, such as fixed-adapter:signed-login:https://…: the room is resolved from it,"
          + " with a signed login where required.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  ./ws-room join",
      "  ./ws-room join ws://localhost:5000/rooms/plaza --walk",
      "  ./ws-room join ws-room:comms.example.org/rooms/plaza",
      "  ./ws-room join https://worlds.example.org/world/plaza.dcl.eth",
      "",
      "Exit code: 0 after leaving, 1 if the server ended the session, 2 if the command was wrong."
    },
    sortOptions = false)
final class JoinCommand implements Callable<Integer> {
  private static final String DEFAULT_URI = "ws://127.0.0.1:5000/rooms/my-room";

  /// The prefix of a room in a realm's adapter.
  private static final String ADAPTER = "ws-room:";

  private static final Duration VALIDITY = Duration.ofDays(1);
  private static final int LEAVE_TIMEOUT_SECONDS = 2;

  private final Reader typed;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "URI",
      defaultValue = DEFAULT_URI,
      description = {"URI of the room, or of a realm", "(default: ${DEFAULT-VALUE})"})
  private String uri = DEFAULT_URI;

  @Option(names = "--walk", description = "walk in a circle, and stay until Ctrl+C")
  private boolean walk;

  @Option(
      names = "--key",
      paramLabel = "HEX",
      description = "private key to join with, 32 bytes (default: a new one)")
  private @Nullable String key;

  @Option(names = "--insecure", description = "wss: accept any certificate")
  private boolean insecure;

  @Option(names = "--ca", paramLabel = "FILE", description = "wss: trusted certificates, PEM")
  private @Nullable Path ca;

  /// @param typed lines to send as chat
  JoinCommand(Reader typed) {
    this.typed = typed;
  }

  @Override
  public Integer call() {
    PrintWriter out = line().getOut();
    InstantSource clock = InstantSource.system();
    RoomPrinter printer = new RoomPrinter(out, clock, ZoneId.systemDefault());
    Identity identity = parseIdentity(clock);
    if (Realm.isNamedBy(uri)) {
      switch (resolveRealm(identity, clock)) {
        case Realm.Answer.Room(String room) -> uri = room;
        case Realm.Answer.Rejected(String why) -> {
          line().getErr().printf("could not join %s: %s%n", uri, why);
          return 1;
        }
      }
    }
    try (RoomClient client =
        new RoomClient(parseOptionsWithQuery(), identity, printer, clock, walkOption())) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> leaveOnShutdown(client), "farewell"));
      client.join(() -> Thread.ofVirtual().start(() -> sendTypedLines(client, out)));
      CloseStatus closeStatus = client.ended().join();
      if (client.isLeaving()) {
        return 0;
      }
      if (client.hasJoined()) {
        printer.ended(closeStatus.toString());
      } else {
        line().getErr().printf("could not join %s: %s%n", uri, closeStatus);
      }
      return 1;
    }
  }

  private void sendTypedLines(RoomClient client, PrintWriter out) {
    out.println("Type a line to send it; Ctrl+%c leaves.".formatted(walk ? 'C' : 'D'));
    out.flush();
    try (BufferedReader lines = new BufferedReader(typed)) {
      for (String text = lines.readLine(); text != null; text = lines.readLine()) {
        if (!text.isBlank()) {
          client.sendChat(text);
        }
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    if (!walk) {
      client.leave();
    }
  }

  /// Leaves properly when the process is terminated.
  private static void leaveOnShutdown(RoomClient client) {
    if (!client.ended().isDone()) {
      client.leave();
      client
          .ended()
          .completeOnTimeout(
              CloseStatus.abnormal("close handshake timed out"),
              LEAVE_TIMEOUT_SECONDS,
              TimeUnit.SECONDS)
          .join();
    }
  }

  private @Nullable CirclePath walkOption() {
    return walk ? new CirclePath() : null;
  }

  private Realm.Answer resolveRealm(Identity identity, InstantSource clock) {
    try {
      return new Realm(uri, trust()).room(identity, clock.instant());
    } catch (IllegalArgumentException wrong) {
      throw usageError(wrong);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new Realm.Answer.Rejected("interrupted");
    }
  }

  /// Keeps the query, which may hold an access token, out of the displayed URI.
  private ConnectOptions parseOptionsWithQuery() {
    int query = uri.indexOf('?');
    if (query < 0) {
      return parseOptions();
    }
    String parameters = uri.substring(query + 1);
    uri = uri.substring(0, query);
    ConnectOptions connectOptions = parseOptions();
    return new ConnectOptions(
        connectOptions.target().with(parameters),
        connectOptions.room(),
        connectOptions.trust(),
        connectOptions.receiveBufferBytes());
  }

  private ConnectOptions parseOptions() {
    try {
      String text = uri.startsWith(ADAPTER) ? uri.substring(ADAPTER.length()) : uri;
      if (!text.contains("://") && uri.startsWith(ADAPTER)) {
        text = "wss://" + text; // as explorers do
      }
      if (!text.contains("://")) {
        throw new IllegalArgumentException(
            "room must be a URI such as " + DEFAULT_URI + ", was " + uri);
      }
      // A slash in a room id is encoded as %2F, so the id follows the last slash.
      String path = Target.rawPath(text);
      int slash = path.lastIndexOf('/');
      if (slash <= 0 || slash == path.length() - 1) {
        throw new IllegalArgumentException("no room in " + uri + "; one is " + DEFAULT_URI);
      }
      String room =
          URLDecoder.decode(path.substring(slash + 1).replace("+", "%2B"), StandardCharsets.UTF_8);
      String server = text.substring(0, text.indexOf(path)) + path.substring(0, slash);
      return new ConnectOptions(Target.parse(server), room, trust(), 0);
    } catch (IllegalArgumentException wrong) {
      throw usageError(wrong);
    }
  }

  private @Nullable ServerTrust trust() {
    if (ca != null) {
      return ServerTrust.of(ca);
    }
    return insecure ? ServerTrust.trustAll() : null;
  }

  private Identity parseIdentity(InstantSource clock) {
    SecureRandom random = new SecureRandom();
    Instant expiry = clock.instant().plus(VALIDITY);
    if (key == null) {
      return Identity.create(random, expiry);
    }
    byte[] ephemeral = new byte[32];
    random.nextBytes(ephemeral);
    try {
      byte[] owner = HexFormat.of().parseHex(key.startsWith("0x") ? key.substring(2) : key);
      return Identity.of(owner, ephemeral, expiry);
    } catch (IllegalArgumentException wrong) {
      // The value is not shown: it is a secret, or nearly one.
      throw usageError(new IllegalArgumentException("--key must be 64 hexadecimal digits", wrong));
    }
  }

  private ParameterException usageError(IllegalArgumentException wrong) {
    return new ParameterException(line(), String.valueOf(wrong.getMessage()));
  }

  private CommandLine line() {
    return spec == null ? new CommandLine(this) : spec.commandLine();
  }
}
