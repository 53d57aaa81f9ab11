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
import wsroom.loadtest.client.Dial;
import wsroom.loadtest.client.Ending;
import wsroom.loadtest.client.ServerTrust;
import wsroom.loadtest.client.Target;
import wsroom.loadtest.join.Guest;
import wsroom.loadtest.join.Narrator;
import wsroom.loadtest.join.Realm;
import wsroom.loadtest.join.Walk;

/// `join`: a person's client.
@Command(
    name = "join",
    customSynopsis = "./ws-room join [URI] [OPTIONS]",
    description = {
      "Joins a room as a person: shows who comes and goes and what is said, and says the lines that"
          + " are typed.",
      "The URI may be that of a realm, too, such as http://localhost:5000: it says which room it is,"
          + " and may ask for a login, which is done. So may an adapter that a realm or a world"
          + " names, such as fixed-adapter:signed-login:https://….",
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
      "Exit code: 0 after leaving, 1 if the server ended it, 2 if the command was wrong."
    },
    sortOptions = false)
final class JoinCommand implements Callable<Integer> {
  private static final String DEFAULT_URI = "ws://127.0.0.1:5000/rooms/my-room";

  /// As a realm's adapter names a room.
  private static final String ADAPTER = "ws-room:";

  private static final Duration VALIDITY = Duration.ofDays(1);
  private static final int FAREWELL_LIMIT_SECONDS = 2;

  private final Reader typed;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "URI",
      defaultValue = DEFAULT_URI,
      description = {
        "the room, as an address or as a realm writes it",
        "(default: ${DEFAULT-VALUE})"
      })
  private String uri = DEFAULT_URI;

  @Option(names = "--walk", description = "walk in a circle, and stay until Ctrl+C")
  private boolean walk;

  @Option(
      names = "--key",
      paramLabel = "HEX",
      description = "private key of 32 bytes to join with (default: a fresh one)")
  private @Nullable String key;

  @Option(names = "--insecure", description = "wss: believe any certificate")
  private boolean insecure;

  @Option(names = "--ca", paramLabel = "FILE", description = "wss: certificates to believe, PEM")
  private @Nullable Path ca;

  /// @param typed the lines to say
  JoinCommand(Reader typed) {
    this.typed = typed;
  }

  @Override
  public Integer call() {
    PrintWriter out = line().getOut();
    InstantSource clock = InstantSource.system();
    Narrator narrator = new Narrator(out, clock, ZoneId.systemDefault());
    Identity identity = identityOrComplain(clock);
    if (Realm.isNamedBy(uri)) {
      switch (askRealm(identity, clock)) {
        case Realm.Answer.Room(String room) -> uri = room;
        case Realm.Answer.Refused(String why) -> {
          line().getErr().printf("could not join %s: %s%n", uri, why);
          return 1;
        }
      }
    }
    try (Guest guest = new Guest(dialWithQuery(), identity, narrator, clock, walkOrNot())) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> farewell(guest), "farewell"));
      guest.join(() -> Thread.ofVirtual().start(() -> sayLines(guest, out)));
      Ending ending = guest.ended().join();
      if (guest.isLeaving()) {
        return 0;
      }
      if (guest.hasBeenIn()) {
        narrator.ended(ending.toString());
      } else {
        line().getErr().printf("could not join %s: %s%n", uri, ending);
      }
      return 1;
    }
  }

  private void sayLines(Guest guest, PrintWriter out) {
    out.println("Type a line to say it; Ctrl+%c leaves.".formatted(walk ? 'C' : 'D'));
    out.flush();
    try (BufferedReader lines = new BufferedReader(typed)) {
      for (String text = lines.readLine(); text != null; text = lines.readLine()) {
        if (!text.isBlank()) {
          guest.say(text);
        }
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    if (!walk) {
      guest.leave();
    }
  }

  /// When the process is told to end, the others are told, too.
  private static void farewell(Guest guest) {
    if (!guest.ended().isDone()) {
      guest.leave();
      guest
          .ended()
          .completeOnTimeout(Ending.broken("too slow"), FAREWELL_LIMIT_SECONDS, TimeUnit.SECONDS)
          .join();
    }
  }

  private @Nullable Walk walkOrNot() {
    return walk ? new Walk() : null;
  }

  private Realm.Answer askRealm(Identity identity, InstantSource clock) {
    try {
      return new Realm(uri, trust()).room(identity, clock.instant());
    } catch (IllegalArgumentException wrong) {
      throw complaint(wrong);
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
      return new Realm.Answer.Refused("told to end");
    }
  }

  /// The query may be an access token.
  private Dial dialWithQuery() {
    int query = uri.indexOf('?');
    if (query < 0) {
      return dialOrComplain();
    }
    String parameters = uri.substring(query + 1);
    uri = uri.substring(0, query);
    Dial dial = dialOrComplain();
    return new Dial(
        dial.target().with(parameters), dial.room(), dial.trust(), dial.receiveBufferBytes());
  }

  private Dial dialOrComplain() {
    try {
      String text = uri.startsWith(ADAPTER) ? uri.substring(ADAPTER.length()) : uri;
      if (!text.contains("://") && uri.startsWith(ADAPTER)) {
        text = "wss://" + text; // as explorers read it
      }
      if (!text.contains("://")) {
        throw new IllegalArgumentException("a room is such as " + DEFAULT_URI + ", was " + uri);
      }
      // A slash in a room's name is %2F there, so that the last one begins the name.
      String path = Target.rawPath(text);
      int slash = path.lastIndexOf('/');
      if (slash <= 0 || slash == path.length() - 1) {
        throw new IllegalArgumentException("no room in " + uri + "; one is " + DEFAULT_URI);
      }
      String room =
          URLDecoder.decode(path.substring(slash + 1).replace("+", "%2B"), StandardCharsets.UTF_8);
      String server = text.substring(0, text.indexOf(path)) + path.substring(0, slash);
      return new Dial(Target.parse(server), room, trust(), 0);
    } catch (IllegalArgumentException wrong) {
      throw complaint(wrong);
    }
  }

  private @Nullable ServerTrust trust() {
    if (ca != null) {
      return ServerTrust.of(ca);
    }
    return insecure ? ServerTrust.ofEveryone() : null;
  }

  private Identity identityOrComplain(InstantSource clock) {
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
      // What is wrong with it is not shown: it is a secret, or nearly one.
      throw complaint(new IllegalArgumentException("--key must be 64 hexadecimal digits", wrong));
    }
  }

  private ParameterException complaint(IllegalArgumentException wrong) {
    return new ParameterException(line(), String.valueOf(wrong.getMessage()));
  }

  private CommandLine line() {
    return spec == null ? new CommandLine(this) : spec.commandLine();
  }
}
