package wsroom.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import wsroom.loadtest.fake.Certificates;
import wsroom.operator.OperatorCommands;
import wsroom.operator.ToolContext;

/// The operators' commands against this project's server, as a user would type them.
@Timeout(120)
class OperatorCommandsTest {
  private static final String TOKEN = "operators-token-of-a-test";
  private static final String NOBODY = "0x00000000000000000000000000000000000000aa";

  private static RealServer server;

  @TempDir Path folder;

  private Map<String, String> environment = Map.of("WS_ROOM_TOKEN", TOKEN);
  private Optional<String> typed = Optional.empty();

  private record Outcome(int exitCode, String out, String err) {}

  @BeforeAll
  static void startServer() throws Exception {
    server =
        RealServer.start(Map.of("ADMIN_TOKEN", "ann:" + TOKEN + ",ben:another-token-of-a-test"));
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Test
  void peerIsSeenKickedBlockedAndPardoned() throws Exception {
    Guest guest = new Guest("the room/a");
    String address = guest.awaitsAddress();

    assertThat(run("rooms").out().lines()).contains("ROOM        PEERS", "the room/a      1");
    assertThat(run("rooms", "--json").out()).startsWith("{\"users\":");
    assertThat(run("peers", "the room/a").out())
        .contains("ADDRESS ", "ROUND TRIP")
        .containsPattern("(?m)^" + address + " +\\d+ +\\d+s ");
    assertThat(run("peers", "--address", address).out()).containsPattern("(?m)^the room/a ");

    Outcome kick = run("kick", address, "--reason", "spam", "--for", "2h");
    assertThat(kick.exitCode()).as(kick.err()).isZero();
    assertThat(kick.out()).startsWith("kicked " + address + ": 1 session ended, no joins until 20");
    assertThat(guest.awaitsEnd()).contains("spam");
    assertThat(run("exclusions").out()).containsPattern("(?m)^" + address + " +\\S+ +spam$");
    assertThat(run("pardon", address, "--reason", "was someone else").out())
        .isEqualTo(address + " may join again\n");
    assertThat(run("pardon", address, "--reason", "again").out())
        .isEqualTo(address + " was not blocked\n");
  }

  @Test
  void roomIsClosedAndOpened() {
    assertThat(run("close", "a b", "--reason", "works", "--for", "10m").out())
        .startsWith("closed a b: 0 sessions ended, no joins until ");
    assertThat(run("exclusions").out()).containsPattern("(?m)^a b +\\S+ +works$");
    assertThat(run("open", "a b", "--reason", "done").out()).isEqualTo("a b is open\n");
    assertThat(run("open", "a b", "--reason", "done", "--json").out())
        .isEqualTo("{\"wasShutOut\":false}\n");
  }

  @Test
  void serverIsDrainedAndResumed() {
    assertThat(run("drain", "--reason", "upgrade", "--keep-peers").out())
        .isEqualTo("the server is draining\n");
    assertThat(run("top", "--once").out()).contains("draining");
    assertThat(run("resume", "--reason", "called off").out()).isEqualTo("the server is ready\n");
  }

  @Test
  void serverWithoutAClusterSaysSo() {
    assertThat(run("nodes"))
        .isEqualTo(new Outcome(0, "no cluster: " + url() + " runs alone\n", ""));
    assertThat(run("nodes", "--json").out()).isEqualTo("{\"nodes\":[]}\n");
  }

  @Test
  void topShowsFiguresOnceWithoutEscapes() {
    String screen = run("top", "--once").out();

    assertThat(screen)
        .contains("ws-room ", url(), "ready", "deliver", "CPU ", "lag ", "backlog ", "closes ")
        .doesNotContain("\u001b", "NaN", "null");
    assertThat(screen.lines()).hasSizeLessThanOrEqualTo(24).allMatch(line -> line.length() <= 100);
    assertThat(run("top", "--once", "--json").out())
        .startsWith("{\"server\":")
        .contains("\"deliveriesPerSecond\":", "\"closes\":{")
        .endsWith("}}\n");
    environment = Map.of();
    assertThat(run("top", "--once").out()).contains("ws-room ").doesNotContain("ready");
  }

  /// As after `ws-room` in the same folder.
  @Test
  void urlAndTokenComeFromTheServersSettings() throws Exception {
    environment = Map.of();
    Files.writeString(
        folder.resolve(".env"),
        "HTTP_SERVER_PORT=" + server.port() + "\nADMIN_TOKEN=ann:" + TOKEN + ",ben:x\n");
    assertThat(execute("rooms").exitCode()).isZero();

    Path other = folder.resolve("other.env");
    Files.writeString(other, "WS_ROOM_URL=localhost:1\nWS_ROOM_TOKEN=x\n");
    assertThat(execute("rooms", "--env-file", other.toString()).exitCode()).isEqualTo(69);
    environment = Map.of("WS_ROOM_URL", "ws://localhost:" + server.port() + "/");
    assertThat(execute("rooms").exitCode()).isZero();
    assertThat(execute("rooms", "--url", "http://localhost:1").exitCode()).isEqualTo(69);
    Files.writeString(folder.resolve(".env"), "ADMIN_TOKEN='" + TOKEN);
    assertThat(execute("rooms"))
        .satisfies(
            broken -> assertThat(broken.exitCode()).isEqualTo(2),
            broken ->
                assertThat(broken.err()).contains(".env line 1 has a quote").doesNotContain(TOKEN));
  }

  @Test
  void rejectedRequestIsToldInOneLine() {
    assertThat(run("kick", "0xaa", "--reason", "x").err())
        .startsWith("ws-room: rejected by " + url() + ": HTTP 400 (");
    assertThat(run("kick", NOBODY, "--reason", "x").out())
        .isEqualTo("kicked " + NOBODY + ": 0 sessions ended\n");
    Outcome long400 = run("close", "a", "--reason", "x".repeat(201));
    assertThat(long400.exitCode()).isEqualTo(1);
    assertThat(long400.err()).contains("HTTP 400", "reason");
    environment = Map.of("WS_ROOM_TOKEN", "another-wrong-token");
    assertThat(run("rooms"))
        .isEqualTo(
            new Outcome(
                77,
                "",
                "ws-room: token rejected by "
                    + url()
                    + " (401): is it one of the server's ADMIN_TOKEN?\n"));
  }

  @Test
  void unreachableServerIsTold() {
    assertThat(execute("rooms", "--url", "http://127.0.0.1:1").err())
        .startsWith(
            "ws-room: no answer from http://127.0.0.1:1: connection refused (is it running?");
    assertThat(execute("rooms", "--url", "http://no.such.host.invalid").exitCode()).isEqualTo(69);
    assertThat(execute("rooms", "--url", "https://127.0.0.1:" + server.port()))
        .satisfies(
            tls -> assertThat(tls.exitCode()).isEqualTo(69),
            tls -> assertThat(tls.err()).contains("TLS handshake failed", "http://"));
  }

  @Test
  void apiMayBeOffOrElsewhere() throws Exception {
    try (RealServer without = RealServer.start(Map.of())) {
      Outcome off = execute("rooms", "--url", "http://127.0.0.1:" + without.port());

      assertThat(off.exitCode()).isEqualTo(1);
      assertThat(off.err()).contains("no operators' API at", "ADMIN_TOKEN", "INTERNAL_PORT");
      assertThat(execute("nodes", "--url", "http://127.0.0.1:" + without.port()).exitCode())
          .isEqualTo(1);
    }
  }

  @Test
  void certificateOfTheServerIsChecked(@TempDir Path keys) throws Exception {
    Certificates certificates = Certificates.in(keys);
    try (RealServer secure =
        RealServer.start(
            Map.of(
                "ADMIN_TOKEN", TOKEN,
                "TLS_CERTIFICATE", certificates.pem().toString(),
                "TLS_PRIVATE_KEY", certificates.keyPem().toString()))) {
      String url = "https://127.0.0.1:" + secure.port();

      Outcome untrusted = execute("rooms", "--url", url);
      assertThat(untrusted.exitCode()).isEqualTo(69);
      assertThat(untrusted.err()).contains("not trusted", "--ca");
      assertThat(execute("rooms", "--url", url, "--ca", certificates.pem().toString()).exitCode())
          .isZero();
      assertThat(execute("rooms", "--url", url.replace("https", "http")).err())
          .contains("https://");
    }
  }

  @Test
  void wrongCommandIsExplained() {
    environment = Map.of();
    assertThat(run("rooms"))
        .satisfies(
            none -> assertThat(none.exitCode()).isEqualTo(2),
            none -> assertThat(none.err()).contains("--token, WS_ROOM_TOKEN or ADMIN_TOKEN"));
    environment = Map.of("WS_ROOM_TOKEN", TOKEN);
    assertThat(run("kick", NOBODY).err()).contains("a reason is needed: --reason TEXT");
    assertThat(run("kick", "--reason", "x").err()).contains("ADDRESS");
    assertThat(run("kick", NOBODY, "--reason", "x", "--for", "soon").err())
        .contains("a time is 30s, 10m, 2h or 7d");
    assertThat(run("peers").exitCode()).isEqualTo(2);
    assertThat(run("peers", "a", "--address", NOBODY).exitCode()).isEqualTo(2);
    assertThat(run("top", "--once", "--interval", "0").err()).contains("1 to 60");
    assertThat(execute("rooms", "--url", "ftp://x").err()).contains("the server's URL must be");
    assertThat(run("rooms", "--token", "a b").err()).contains("not shown").doesNotContain("a b");
  }

  @Test
  void reasonIsAskedForOnATerminal() {
    typed = Optional.of(" typed reason ");

    assertThat(run("close", "asked", "--reason", "x").exitCode()).isZero();
    assertThat(run("close", "asked", "--for", "1m").exitCode()).isZero();
    assertThat(run("exclusions").out()).contains("typed reason");
    assertThat(run("open", "asked").exitCode()).isZero();
  }

  private static String url() {
    return "http://127.0.0.1:" + server.port();
  }

  private Outcome run(String command, String... more) {
    List<String> all = new ArrayList<>(List.of(command, "--url", url()));
    all.addAll(List.of(more));
    return execute(all.toArray(String[]::new));
  }

  private Outcome execute(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    ToolContext context =
        new ToolContext(environment, folder, false, question -> typed, InstantSource.system());
    CommandLine line = new CommandLine(new Main());
    OperatorCommands.all(context).forEach(line::addSubcommand);
    int code =
        line.setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .setParameterExceptionHandler(
                (wrong, ignored) -> {
                  err.write(String.valueOf(wrong.getMessage()));
                  return 2;
                })
            .execute(arguments);
    return new Outcome(code, out.toString(), err.toString());
  }

  /// A client in a room, which walks until its session ends.
  private static final class Guest {
    private final AtomicReference<String> said = new AtomicReference<>("");
    private final CompletableFuture<String> address = new CompletableFuture<>();
    private final CompletableFuture<Integer> ended;

    Guest(String room) {
      Writer writer =
          new StringWriter() {
            @Override
            public void flush() {
              listen(toString());
            }
          };
      String uri =
          "ws://127.0.0.1:"
              + server.port()
              + "/rooms/"
              + room.replace(" ", "%20").replace("/a", "%2Fa");
      ended =
          CompletableFuture.supplyAsync(
              () ->
                  Main.commandLine(new StringReader(""))
                      .setOut(new PrintWriter(writer))
                      .setErr(new PrintWriter(writer))
                      .execute("join", uri, "--walk"));
    }

    private void listen(String all) {
      said.set(all);
      all.lines()
          .filter(line -> line.contains("you are in "))
          .findFirst()
          .ifPresent(
              line -> address.complete(line.replaceFirst(".* as (0x[0-9a-f]{40}) .*", "$1")));
    }

    String awaitsAddress() throws Exception {
      return address.get(30, TimeUnit.SECONDS);
    }

    String awaitsEnd() throws Exception {
      ended.get(30, TimeUnit.SECONDS);
      return Objects.requireNonNull(said.get());
    }
  }
}
