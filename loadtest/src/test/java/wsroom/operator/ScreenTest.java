package wsroom.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the commands compute and print.
class ScreenTest {
  private static final Style PLAIN = new Style(false);

  @Test
  void metricsAreReadWithLabelsAndOddLinesAreSkipped() {
    Metrics metrics =
        Metrics.parse(
            """
            # HELP a text
            a 1.5E3
            a{x="1"} 2
            b{x="a\\"b",y="c"} 3 1700000000
            not a sample
            c{x="1" 4
            d NaNs
            """);

    assertThat(metrics.get("a")).isEqualTo(1502);
    assertThat(metrics.get("b", "y", "c")).isEqualTo(3);
    assertThat(metrics.get("missing")).isZero();
    assertThat(metrics.has("c")).isFalse();
    assertThat(metrics.by("a", "x")).isEqualTo(Map.of("", 1500.0, "1", 2.0));
  }

  @Test
  void ratesAreThoseOfTheIntervalAndSurviveARestart() {
    Interval interval =
        new Interval(
            Metrics.parse("n 100\nr{reason=\"a\"} 5\nr{reason=\"b\"} 7"),
            Metrics.parse("n 140\nr{reason=\"a\"} 5\nr{reason=\"b\"} 3\nr{reason=\"c\"} 1"),
            2);

    assertThat(interval.rate("n")).isEqualTo(20);
    assertThat(interval.increases("r", "reason")).isEqualTo(Map.of("b", 3.0, "c", 1.0));
  }

  @Test
  void quantileIsInterpolatedWithinItsBucket() {
    Metrics before =
        Metrics.parse("h_bucket{le=\"1\"} 10\nh_bucket{le=\"3\"} 10\nh_bucket{le=\"+Inf\"} 10");
    Metrics after =
        Metrics.parse("h_bucket{le=\"1\"} 20\nh_bucket{le=\"3\"} 30\nh_bucket{le=\"+Inf\"} 31");
    Interval interval = new Interval(before, after, 1);

    assertThat(interval.quantile("h", 0.25)).isBetween(0.4, 0.6);
    assertThat(interval.quantile("h", 1)).isEqualTo(3);
    assertThat(new Interval(after, after, 1).quantile("h", 0.5)).isNaN();
    assertThat(interval.quantile("none", 0.5)).isNaN();
  }

  @Test
  void screenNamesPhaseFiguresAndReasons() {
    Metrics before = Metrics.parse("dcl_ws_rooms_out_messages_total 0");
    Metrics after =
        Metrics.parse(
            """
            ws_room_service_build_info{version="1.0.0",commitHash="abc"} 1
            dcl_ws_rooms_out_messages_total 67000
            dcl_ws_rooms_count 2
            ws_room_closes_total{reason="kicked"} 3
            ws_room_closes_total{reason="shutdown"} 0
            """);
    Json rooms =
        Json.parse(
            "{\"rooms\":[{\"roomId\":\"a\\u001b[2J\",\"peers\":1},{\"roomId\":\"b\",\"peers\":9},"
                + "{\"roomId\":\"c\",\"peers\":0}]}");
    TopScreen screen =
        new TopScreen(
            URI.create("http://localhost:5000"), new Interval(before, after, 2), "draining", rooms);

    List<String> lines = screen.lines(PLAIN, Instant.EPOCH, ZoneOffset.UTC, 2);

    assertThat(lines.getFirst())
        .isEqualTo("ws-room 1.0.0 (abc)  http://localhost:5000  draining  up 0s  00:00:00");
    assertThat(lines)
        .contains("closes    kicked 3 (+3)", "ROOM   PEERS", "b          9", "and 1 more")
        .anyMatch(line -> line.startsWith("delivered 33.5k/s"));
    assertThat(String.join("", lines)).doesNotContain("\u001b", "shutdown");
    assertThat(String.join("", screen.lines(new Style(true), Instant.EPOCH, ZoneOffset.UTC, 2)))
        .contains("\u001b[31mdraining\u001b[0m")
        .doesNotContain("[2J\u001b");
    assertThat(Json.parse(screen.json()).get("closes").get("kicked").number()).isEqualTo(3);
  }

  @Test
  void coloursAreForTerminalsOnly() {
    Optional<String> none = Optional.empty();

    assertThat(Style.of(true, none, Optional.of("xterm")).isOn()).isTrue();
    assertThat(Style.of(false, none, Optional.of("xterm")).isOn()).isFalse();
    assertThat(Style.of(true, Optional.of("1"), none).isOn()).isFalse();
    assertThat(Style.of(true, none, Optional.of("dumb")).isOn()).isFalse();
  }

  @Test
  void tableAlignsAndCuts() {
    Table table = new Table("NAME", ">N");
    table.row("площадь", "1");
    table.row("x".repeat(100), "1000");

    assertThat(table.lines(PLAIN))
        .containsExactly(
            "NAME" + " ".repeat(56) + "     N",
            "площадь" + " ".repeat(53) + "     1",
            "x".repeat(59) + "…  1000");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0 B",
    "999, 999, 999 B",
    "1500, 1.5k, 1.5 KiB",
    "123456, 123k, 121 KiB",
    "5e9, 5.0G, 4.7 GiB"
  })
  void numbersAreShort(double value, String count, String bytes) {
    assertThat(Figures.count(value)).isEqualTo(count);
    assertThat(Figures.bytes(value)).isEqualTo(bytes);
  }

  @Test
  void durationsHaveTwoUnits() {
    assertThat(Figures.duration(Duration.ofSeconds(6))).isEqualTo("6s");
    assertThat(Figures.duration(Duration.ofSeconds(306))).isEqualTo("5m 6s");
    assertThat(Figures.duration(Duration.ofHours(50))).isEqualTo("2d 2h");
    assertThat(Figures.duration(Duration.ofSeconds(-5))).isEqualTo("0s");
    assertThat(Figures.time("2026-01-01T00:00:00.123Z")).isEqualTo("2026-01-01T00:00:00Z");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          ^^                                            | http://127.0.0.1:5000
          HTTP_SERVER_PORT=5001                         | http://127.0.0.1:5001
          HTTP_SERVER_HOST=0.0.0.0                      | http://127.0.0.1:5000
          HTTP_SERVER_HOST=::1                          | http://[::1]:5000
          TLS_CERTIFICATE=x                             | https://localhost:5000
          INTERNAL_PORT=9090,TLS_CERTIFICATE=x          | http://127.0.0.1:9090
          INTERNAL_PORT=9090,INTERNAL_HOST=::           | http://127.0.0.1:9090
          INTERNAL_PORT=9090,INTERNAL_HOST=192.0.2.1    | http://192.0.2.1:9090
          WS_ROOM_URL=wss://example.org/comms/          | https://example.org/comms
          WS_ROOM_URL=example.org:81,INTERNAL_PORT=9090 | http://example.org:81
          """)
  void addressIsThatOfTheSettings(String settings, String url) throws Exception {
    Map<String, String> environment = new HashMap<>();
    for (String setting : settings.split(",", -1)) {
      if (!setting.isEmpty()) {
        environment.put(setting.split("=", 2)[0], setting.split("=", 2)[1]);
      }
    }
    Variables variables = Variables.of(environment, Optional.empty(), Path.of("/nowhere"));

    assertThat(ServerAddress.of(Optional.empty(), variables)).hasToString(url);
    assertThat(ServerAddress.of(Optional.of("http://given"), variables))
        .hasToString("http://given");
  }

  @ParameterizedTest
  @CsvSource({
    "ftp://x",
    "http://",
    "http://a b",
    "http://u@h",
    "http://h?q=1",
    "http://h#f",
    "://"
  })
  void otherAddressesAreRejected(String url) throws Exception {
    Variables none = Variables.of(Map.of(), Optional.empty(), Path.of("/nowhere"));

    assertThatThrownBy(() -> ServerAddress.of(Optional.of(url), none))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the server's URL must be one such as http://localhost:5000");
  }

  @Test
  void absentJsonIsEmpty() {
    Json json = Json.parse("{\"a\":[1,null,{\"b\":true}],\"c\":1.5}");

    assertThat(json.get("a").items()).hasSize(3);
    assertThat(json.get("a").items().get(2).get("b").isTrue()).isTrue();
    assertThat(json.get("x").get("y").items()).isEmpty();
    assertThat(json.get("c").number()).isEqualTo(1);
    assertThatThrownBy(() -> Json.parse("[1]")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Json.parse("{")).isInstanceOf(IllegalArgumentException.class);
  }
}
