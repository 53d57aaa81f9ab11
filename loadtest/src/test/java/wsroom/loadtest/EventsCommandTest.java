package wsroom.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/// `events`, as an operator leaves it running.
@Timeout(60)
class EventsCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aLostConnectionIsOpenedAgainAndNothingThatHappenedMeanwhileIsMissed() throws IOException {
    try (FakeFeed feed =
        new FakeFeed(
            FakeFeed.tells("a", 1, 2),
            FakeFeed.refuses("503 Service Unavailable", "{\"message\":\"too many\"}"),
            FakeFeed.tells("a", 3))) {
      assertThat(events("ws://" + feed.authority() + "/events?topic=peer&after=0")).isEqualTo(1);

      assertThat(feed.asked())
          .containsExactly(
              "GET /events?topic=peer&after=0 HTTP/1.1",
              "GET /events?topic=peer&after=2 HTTP/1.1",
              "GET /events?topic=peer&after=2 HTTP/1.1",
              "GET /events?topic=peer&after=3 HTTP/1.1");
      assertThat(lines().stream().map(line -> line.replaceAll("^[0-9: .-]{24}", "")))
          .satisfiesExactly(
              line -> assertThat(line).isEqualTo("listening to " + feed.authority()),
              line -> assertThat(line).startsWith("#1 peer.left"),
              line -> assertThat(line).startsWith("#2 peer.left"),
              line -> assertThat(line).isEqualTo("lost: closed with 1001 bye; trying again"),
              line -> assertThat(line).isEqualTo("lost: it answered 503 (too many); trying again"),
              line -> assertThat(line).isEqualTo("listening again to " + feed.authority()),
              line -> assertThat(line).startsWith("#3 peer.left"),
              line -> assertThat(line).isEqualTo("lost: closed with 1001 bye; trying again"),
              line ->
                  assertThat(line)
                      .isEqualTo(
                          "not let in by "
                              + feed.authority()
                              + ": it answered 401 ({}); is ADMIN_TOKEN here one of the"
                              + " server's?"));
    }
  }

  @Test
  void aServerThatHasStartedAnewIsSaid() throws IOException {
    try (FakeFeed feed = new FakeFeed(FakeFeed.tells("a", 7), FakeFeed.tells("b", 8))) {
      events("ws://" + feed.authority());

      assertThat(out.toString())
          .contains(
              "the server has started anew; of its events before #8 some may be missing here");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://", "http:///", "ws://"})
  void theServerMayBeNamedAsABrowserNamesIt(String form) throws IOException {
    try (FakeFeed feed = new FakeFeed(FakeFeed.tells("a", 1))) {
      String uri = form.replaceFirst("//", "//" + feed.authority());
      events(uri);

      assertThat(feed.asked().getFirst()).isEqualTo("GET /events HTTP/1.1");
      assertThat(out.toString()).contains("#1 peer.left");
    }
  }

  @Test
  void asJsonNothingButEventsIsOnTheStandardOutput() throws IOException {
    try (FakeFeed feed = new FakeFeed(FakeFeed.tells("a", 1, 2))) {
      events("http://" + feed.authority(), "--json");

      assertThat(lines()).hasSize(2).allMatch(line -> line.startsWith("{\"sequence\":"));
      assertThat(err.toString()).contains("listening to ", "lost: ", "not let in by ");
    }
  }

  @Test
  void whoIsNotLetInIsToldWhy() throws IOException {
    try (FakeFeed feed =
        new FakeFeed(
            FakeFeed.refuses("404 Not Found", "{\"error\":\"Not Found\"}"),
            FakeFeed.refuses("400 Bad Request", "{\"message\":\"no such topic\"}"))) {
      assertThat(events("http://" + feed.authority())).isEqualTo(1);
      assertThat(out.toString())
          .endsWith(": it answered 404 (Not Found); is ADMIN_TOKEN set there?\n");
      events("http://" + feed.authority());
      assertThat(out.toString()).endsWith(": it answered 400 (no such topic)\n");
    }
  }

  @Test
  void whereNobodyListensThatIsSaidAndNeverNull() throws IOException {
    String gone;
    try (FakeFeed feed = new FakeFeed()) {
      gone = feed.authority();
    }

    assertThat(events("ws://" + gone)).isEqualTo(1);
    assertThat(out.toString())
        .isEqualTo("not let in by " + gone + ": nobody listens there\n")
        .doesNotContain("null");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a-token-of-some-length",
        "ann:a-token-of-some-length",
        "ann:a-token-of-some-length,ben:another-token"
      })
  void theFirstTokenIsShownWithoutItsName(String setting) throws IOException {
    try (FakeFeed feed = new FakeFeed(FakeFeed.tells("a", 1))) {
      commandLine(setting).execute("ws://" + feed.authority());

      assertThat(feed.firstHead()).contains("Authorization: Bearer a-token-of-some-length\r\n");
    }
  }

  private int events(String... arguments) {
    return commandLine("a-token-of-some-length").execute(arguments);
  }

  private CommandLine commandLine(String token) {
    return new CommandLine(new EventsCommand(Map.of("ADMIN_TOKEN", token), Duration.ZERO))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err));
  }

  private List<String> lines() {
    return out.toString().lines().toList();
  }
}
