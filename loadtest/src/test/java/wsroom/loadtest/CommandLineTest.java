package wsroom.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import wsroom.loadtest.fake.Certificates;
import wsroom.loadtest.fake.FakeServer;
import wsroom.loadtest.fake.FaultInjection;
import wsroom.loadtest.load.Scenario;

/// The command line: arguments in, text and exit code out.
class CommandLineTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void correctServerGivesExitCodeZeroAndFigures() {
    try (FakeServer server = FakeServer.start(FaultInjection.NONE)) {
      assertThat(load("island", server.uri())).isZero();
      assertThat(out.toString()).contains("deliveries", "p99.9", "No faults.");
    }
  }

  @Test
  void lostUpdatesGiveExitCodeOneAndAreReported() {
    try (FakeServer server = FakeServer.start(FaultInjection.everyNth(5, FaultInjection.drop()))) {
      assertThat(load("island", server.uri(), "--body", "60", "--rate", "100")).isEqualTo(1);
      assertThat(out.toString()).contains("FAULT: ").contains("reliable updates missing");
    }
  }

  @Test
  void figuresAndSettingsAreWrittenAsJson(@TempDir Path folder) throws IOException {
    Path json = folder.resolve("run.json");
    try (FakeServer server = FakeServer.start(FaultInjection.NONE)) {
      assertThat(load("city", server.uri(), "--json", json.toString())).isZero();
      assertThat(Files.readString(json))
          .contains("\"scenario\":\"city\"", "\"latency_p99_ms\":", "\"missing\":0")
          .contains("\"environment\":{\"date\":\"20", "\"server " + server.uri(), "\"kernel\":\"")
          .contains("\"passed\":true", "\"samples\":[{");
    }
  }

  @Test
  void pageHasPlotsAndTheCommandToRepeat(@TempDir Path folder) throws IOException {
    Path page = folder.resolve("run.html");
    try (FakeServer server = FakeServer.start(FaultInjection.NONE)) {
      assertThat(load("island", server.uri(), "--report", page.toString())).isZero();
      assertThat(Files.readString(page))
          .contains("<svg", "Latency by percentile", "./ws-room load island " + server.uri())
          .contains("ms latency, p99", "<tr><td>kernel<td", "<tr><td>CPU<td", "<tr><td>duration<td")
          .doesNotContain("NaN", "http://", "https://", "<script");
    }
  }

  @Test
  void twoServersAlternateAndAreCompared() {
    try (FakeServer first = FakeServer.start(FaultInjection.NONE);
        FakeServer second = FakeServer.start(FaultInjection.everyNth(5, FaultInjection.drop()))) {
      assertThat(load("island", first.uri(), "--versus", second.uri())).isZero();

      assertThat(out.toString().lines().filter(line -> line.matches("(warming up .,|Round).*")))
          .containsExactly(
              "warming up A, not counted",
              "warming up B, not counted",
              "Round 1 of 2, A: " + first.uri() + "/rooms",
              "Round 1 of 2, B: " + second.uri() + "/rooms",
              "Round 2 of 2, A: " + first.uri() + "/rooms",
              "Round 2 of 2, B: " + second.uri() + "/rooms");
      assertThat(out.toString()).contains("A / B").contains("means of 2 runs each");
    }
  }

  @Test
  void bothServersWarmUpBeforeTheCountedRuns(@TempDir Path folder) throws IOException {
    Path json = folder.resolve("run.json");
    Path page = folder.resolve("run.html");
    try (FakeServer first = FakeServer.start(FaultInjection.NONE);
        FakeServer second = FakeServer.start(FaultInjection.NONE)) {
      load("island", first.uri(), "--versus=" + second.uri(), "--json=" + json, "--report=" + page);

      assertThat(first.joins()).as("three peers in each of three turns").isEqualTo(9);
      assertThat(second.joins()).isEqualTo(9);
      assertThat(Files.readString(json).split("\"figures\":", -1)).as("of four runs").hasSize(5);
      assertThat(Files.readString(json))
          .contains(
              "\"warm_ups\":[{\"server\":\"" + first.uri() + "/rooms\",\"duration_ms\":400,",
              "{\"server\":\"" + second.uri() + "/rooms\",\"duration_ms\":400,");
      assertThat(Files.readString(page)).contains("Runs alternated, 2 each, after a short warm-up");
    }
  }

  @Test
  void singleServerHasNoWarmUpRun(@TempDir Path folder) throws IOException {
    Path json = folder.resolve("run.json");
    try (FakeServer server = FakeServer.start(FaultInjection.NONE)) {
      load("island", server.uri(), "--json=" + json);

      assertThat(server.joins()).isEqualTo(3);
      assertThat(Files.readString(json)).doesNotContain("warm_ups");
    }
  }

  @Test
  void faultsOfTheWarmUpAreReported(@TempDir Path folder) throws IOException {
    Path json = folder.resolve("run.json");
    try (FakeServer first = FakeServer.start(FaultInjection.onlyNth(9, FaultInjection.drop()));
        FakeServer second = FakeServer.start(FaultInjection.NONE)) {
      int code =
          load(
              "island",
              first.uri(),
              "--body=60",
              "--rate=100",
              "--versus=" + second.uri(),
              "--json=" + json);

      assertThat(code).isEqualTo(1);
      assertThat(out.toString()).contains("FAULT: 1 reliable updates missing");
      assertThat(Files.readString(json))
          .contains("\"duration_ms\":400,\"passed\":false,\"faults\":{\"missing\":1,")
          .contains("\"passed\":true,\"membership_told\"");
    }
  }

  @Test
  void writtenCommandRepeatsTheRun(@TempDir Path folder) throws IOException {
    Path json = folder.resolve("run.json");
    try (FakeServer first = FakeServer.start(FaultInjection.NONE);
        FakeServer second = FakeServer.start(FaultInjection.NONE)) {
      load("city", first.uri(), "--versus", second.uri(), "--rounds=1", "--json=" + json);
      String command = commandIn(json);
      assertThat(command)
          .startsWith("./ws-room load city " + first.uri() + "/rooms --rooms 1 --peers 3")
          .contains("--versus " + second.uri() + "/rooms --rounds 1");

      List<String> again = new ArrayList<>(List.of(command.split(" ", -1)));
      again.removeFirst();
      again.add("--json=" + json);
      assertThat(commandLine("").execute(again.toArray(String[]::new))).isZero();
      assertThat(commandIn(json)).isEqualTo(command);
      assertThat(Files.readString(json)).contains("\"a_divided_by_b\":");
    }
  }

  private static String commandIn(Path json) throws IOException {
    String text = Files.readString(json);
    String key = "\"command\":\"";
    int start = text.indexOf(key) + key.length();
    return text.substring(start, text.indexOf('"', start));
  }

  @Test
  void writtenCommandHasTheSizesOfBursts(@TempDir Path folder) throws IOException {
    Path json = folder.resolve("run.json");
    try (FakeServer server = FakeServer.start(FaultInjection.NONE)) {
      assertThat(
              load(
                  "burst",
                  server.uri(),
                  "--bursters=1",
                  "--burst=3",
                  "--burst-every=20ms",
                  "--json=" + json))
          .isZero();
    }
    assertThat(commandIn(json))
        .contains("--body 60 --burst 3", "--bursters 1.0 --burst-body 12288 --burst-every 20ms");
    assertThat(out.toString()).contains("small ones, up to 1,400 bytes");
  }

  @Test
  void unwritableFileIsRejectedBeforeTheRun(@TempDir Path folder) {
    try (FakeServer server = FakeServer.start(FaultInjection.NONE)) {
      Path nowhere = folder.resolve("missing/run.json");
      assertThat(load("island", server.uri(), "--json", nowhere.toString())).isEqualTo(2);
      assertThat(load("island", server.uri(), "--report", folder.toString())).isEqualTo(2);
      assertThat(err.toString())
          .contains("--json: " + nowhere + " cannot be written")
          .contains("--report: " + folder + " cannot be written");
      assertThat(out.toString()).isEmpty();
    }
  }

  @Test
  void helpListsEveryScenarioAndOption() {
    assertThat(commandLine("").execute("load", "--help")).isZero();

    String help = out.toString();
    for (Scenario scenario : Scenario.values()) {
      assertThat(help).contains("\n  " + scenario.key() + " ");
    }
    LoadCommand.commandLine()
        .getCommandSpec()
        .options()
        .forEach(option -> assertThat(help).contains(option.longestName()));
    assertThat(help).startsWith("Usage: ./ws-room load [SCENARIO] [URI] [OPTIONS]\n");
    assertThat(help).contains("Load:", "Examples:", "Exit code:");
  }

  @Test
  void tlsServerIsLoadedIfItsCertificateIsTrusted(@TempDir Path folder)
      throws IOException, InterruptedException, GeneralSecurityException {
    Certificates certificates = Certificates.in(folder);
    try (FakeServer server = FakeServer.start(certificates.serverSockets(), FaultInjection.NONE)) {
      String uri = "wss://127.0.0.1:" + server.port();

      assertThat(load("island", uri, "--ca", certificates.pem().toString())).isZero();
      assertThat(load("island", uri, "--insecure")).isZero();
      assertThat(load("island", uri, "--body", "12000", "--rate", "20", "--insecure")).isZero();
      assertThat(load("island", uri)).isEqualTo(1);
      assertThat(out.toString()).contains("peers that could not join");
    }
  }

  @Test
  void remoteServerIsNotLoadedUnlessAllowed() {
    assertThat(load("island", "ws://192.0.2.1:5000")).isEqualTo(2);
    assertThat(err.toString()).contains("is not on this machine").contains("--allow-remote");
  }

  @Test
  void unreachableServerGivesExitCodeTwo() {
    int port;
    try (FakeServer server = FakeServer.start(FaultInjection.NONE)) {
      port = server.port();
    }
    assertThat(load("island", "ws://127.0.0.1:" + port)).isEqualTo(2);
    assertThat(err.toString()).startsWith("no server at ws://127.0.0.1:" + port);
  }

  @Test
  void invalidValuesAreNamed() {
    try (FakeServer server = FakeServer.start(FaultInjection.NONE)) {
      assertThat(load("island", server.uri(), "--body", "5")).isEqualTo(2);
      assertThat(load("stall", server.uri())).isEqualTo(2);
      assertThat(load("rush", server.uri())).isEqualTo(2);
      assertThat(load("island", server.uri(), "--stall", "soon")).isEqualTo(2);
      assertThat(load("island", "city", server.uri())).isEqualTo(2);
      assertThat(load(server.uri(), "ws://127.0.0.1:1")).isEqualTo(2);
      assertThat(load("island", server.uri(), "--rounds=3")).isEqualTo(2);
      assertThat(load("island", server.uri(), "--versus-pid=1")).isEqualTo(2);
      assertThat(load("ramp", server.uri(), "--p99=61s")).isEqualTo(2);
      assertThat(err.toString())
          .contains("--body must be 12 to 65000, was 5")
          .contains("--pid is required")
          .contains("no scenario \"rush\"")
          .contains("only one scenario is allowed, got island and city")
          .contains("only one URI is allowed, got " + server.uri() + " and ws://127.0.0.1:1")
          .contains("--rounds and --versus-pid require --versus")
          .contains("--p99 in ms must be 1 to 60000, was 61000")
          .contains("a duration is 150ms, 10s or 2m, was \"soon\"");
    }
  }

  @Test
  void joinSendsTypedLinesAndLeaves() {
    try (FakeServer server = FakeServer.start(FaultInjection.NONE)) {
      int code = commandLine("hello\n").execute("join", "ws-room:" + server.uri() + "/rooms/plaza");

      assertThat(code).isZero();
      assertThat(out.toString()).contains("you are in plaza as 0x", "nobody else", "Ctrl+D leaves");
    }
  }

  @Test
  void encodedSlashStaysInTheRoomId() {
    try (FakeServer server = FakeServer.start(FaultInjection.NONE)) {
      assertThat(commandLine("").execute("join", server.uri() + "/rooms/a%2Fb+c")).isZero();

      assertThat(out.toString()).contains("you are in a/b+c as 0x");
    }
  }

  @Test
  void failedJoinNamesRoomAndReason() {
    String uri;
    try (FakeServer server = FakeServer.start(FaultInjection.NONE)) {
      uri = server.uri() + "/rooms/plaza";
    }
    assertThat(commandLine("").execute("join", uri)).isEqualTo(1);
    assertThat(err.toString()).startsWith("could not join " + uri + ": Connection refused");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void adapterWithoutSchemeMeansWss() {
    assertThat(commandLine("").execute("join", "ws-room:127.0.0.1:1/rooms/plaza")).isEqualTo(1);
    assertThat(err.toString()).startsWith("could not join ws-room:127.0.0.1:1/rooms/plaza: ");
  }

  @Test
  void invalidRoomUriIsReported() {
    assertThat(commandLine("").execute("join", "127.0.0.1:5000")).isEqualTo(2);
    assertThat(commandLine("").execute("join", "ws://127.0.0.1:5000/rooms")).isEqualTo(2);
    assertThat(commandLine("").execute("join", "ftp://127.0.0.1/rooms/plaza")).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "room must be a URI such as ws://127.0.0.1:5000/rooms/my-room, was 127.0.0.1:5000")
        .contains("no room in ws://127.0.0.1:5000/rooms;")
        .contains("server must be ws://host:port or wss://host, was ftp://127.0.0.1/rooms");
  }

  @Test
  void joinWithAKeyUsesItsAddress() {
    try (FakeServer server = FakeServer.start(FaultInjection.NONE)) {
      // The key 1, whose address is known.
      commandLine("").execute("join", server.uri() + "/rooms/plaza", "--key", "0".repeat(63) + "1");

      assertThat(out.toString()).contains("0x7e5f4552091a69125d5dfcb7b8c2659029395bdf");
    }
  }

  @Test
  void invalidKeyIsNotRepeatedInTheMessage() {
    assertThat(commandLine("").execute("join", "--key", "1234cafe")).isEqualTo(2);
    assertThat(err.toString()).contains("--key must be 64").doesNotContain("cafe");
  }

  @Test
  void invalidEventsUriIsReported() {
    assertThat(commandLine("").execute("events", "ftp://x")).isEqualTo(2);
    assertThat(err.toString())
        .contains("server must be ws://host:port, wss://host or the same with http, was ftp://x");
  }

  private int load(String... arguments) {
    List<String> all = new ArrayList<>(List.of("load"));
    all.addAll(List.of(arguments));
    for (String setting :
        List.of(
            "--peers=3", "--rooms=1", "--warmup=100ms", "--duration=300ms", "--patience=200ms")) {
      all.add(setting);
    }
    return commandLine("").execute(all.toArray(String[]::new));
  }

  private CommandLine commandLine(String typed) {
    return Main.commandLine(new StringReader(typed))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err));
  }
}
