package wsroom.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import wsroom.operator.ToolContext;

/// The `events` command.
@Timeout(60)
class EventsCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  @Test
  void lostConnectionIsReopenedWithoutMissingEvents() throws IOException {
    try (FakeEventStream stream =
        new FakeEventStream(
            FakeEventStream.tells("a", 1, 2),
            FakeEventStream.refuses("503 Service Unavailable", "{\"message\":\"too many\"}"),
            FakeEventStream.tells("a", 3))) {
      assertThat(events("ws://" + stream.authority() + "/events?topic=peer&after=0")).isEqualTo(1);

      assertThat(stream.asked())
          .containsExactly(
              "GET /events?topic=peer&after=0 HTTP/1.1",
              "GET /events?topic=peer&after=2 HTTP/1.1",
              "GET /events?topic=peer&after=2 HTTP/1.1",
              "GET /events?topic=peer&after=3 HTTP/1.1");
      assertThat(lines().stream().map(line -> line.replaceAll("^[0-9: .-]{24}", "")))
          .satisfiesExactly(
              line -> assertThat(line).isEqualTo("listening to " + stream.authority()),
              line -> assertThat(line).startsWith("#1 peer.left"),
              line -> assertThat(line).startsWith("#2 peer.left"),
              line -> assertThat(line).isEqualTo("lost: closed with 1001 bye; reconnecting"),
              line -> assertThat(line).isEqualTo("lost: HTTP 503 (too many); reconnecting"),
              line -> assertThat(line).isEqualTo("listening again to " + stream.authority()),
              line -> assertThat(line).startsWith("#3 peer.left"),
              line -> assertThat(line).isEqualTo("lost: closed with 1001 bye; reconnecting"),
              line ->
                  assertThat(line)
                      .isEqualTo(
                          "rejected by "
                              + stream.authority()
                              + ": HTTP 401 ({}); is ADMIN_TOKEN here one of the"
                              + " server's?"));
    }
  }

  @Test
  void serverRestartIsReported() throws IOException {
    try (FakeEventStream stream =
        new FakeEventStream(FakeEventStream.tells("a", 7), FakeEventStream.tells("b", 8))) {
      events("ws://" + stream.authority());

      assertThat(out.toString())
          .contains("the server has restarted; of its events before #8 some may be missing here");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://", "http:///", "ws://"})
  void httpUriIsAccepted(String form) throws IOException {
    try (FakeEventStream stream = new FakeEventStream(FakeEventStream.tells("a", 1))) {
      String uri = form.replaceFirst("//", "//" + stream.authority());
      events(uri);

      assertThat(stream.asked().getFirst()).isEqualTo("GET /events HTTP/1.1");
      assertThat(out.toString()).contains("#1 peer.left");
    }
  }

  @Test
  void jsonOutputHasOnlyEventsOnStandardOutput() throws IOException {
    try (FakeEventStream stream = new FakeEventStream(FakeEventStream.tells("a", 1, 2))) {
      events("http://" + stream.authority(), "--json");

      assertThat(lines()).hasSize(2).allMatch(line -> line.startsWith("{\"sequence\":"));
      assertThat(err.toString()).contains("listening to ", "lost: ", "rejected by ");
    }
  }

  @Test
  void rejectedConnectionIsReportedWithTheReason() throws IOException {
    try (FakeEventStream stream =
        new FakeEventStream(
            FakeEventStream.refuses("404 Not Found", "{\"error\":\"Not Found\"}"),
            FakeEventStream.refuses("400 Bad Request", "{\"message\":\"no such topic\"}"))) {
      assertThat(events("http://" + stream.authority())).isEqualTo(1);
      assertThat(out.toString()).endsWith(": HTTP 404 (Not Found); is ADMIN_TOKEN set there?\n");
      events("http://" + stream.authority());
      assertThat(out.toString()).endsWith(": HTTP 400 (no such topic)\n");
    }
  }

  @Test
  void refusedConnectionIsReportedWithoutNull() throws IOException {
    String gone;
    try (FakeEventStream stream = new FakeEventStream()) {
      gone = stream.authority();
    }

    assertThat(events("ws://" + gone)).isEqualTo(1);
    assertThat(out.toString())
        .isEqualTo("rejected by " + gone + ": connection refused\n")
        .doesNotContain("null");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a-token-of-some-length",
        "ann:a-token-of-some-length",
        "ann:a-token-of-some-length,ben:another-token"
      })
  void firstTokenIsSentWithoutItsName(String setting) throws IOException {
    try (FakeEventStream stream = new FakeEventStream(FakeEventStream.tells("a", 1))) {
      commandLine(setting).execute("ws://" + stream.authority());

      assertThat(stream.firstHead()).contains("Authorization: Bearer a-token-of-some-length\r\n");
    }
  }

  private int events(String... arguments) {
    return commandLine("a-token-of-some-length").execute(arguments);
  }

  private CommandLine commandLine(String token) {
    ToolContext context =
        new ToolContext(
            Map.of("ADMIN_TOKEN", token),
            folder,
            false,
            question -> Optional.empty(),
            InstantSource.system());
    return new CommandLine(new EventsCommand(context, Duration.ZERO))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err));
  }

  private List<String> lines() {
    return out.toString().lines().toList();
  }
}
