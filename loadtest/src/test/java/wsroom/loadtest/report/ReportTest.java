package wsroom.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;
import wsroom.loadtest.load.Figure;

/// Texts of figures and progress.
class ReportTest {
  private final StringWriter text = new StringWriter();
  private Instant now = Instant.EPOCH;

  @Test
  void figuresHaveThreeSignificantDigits() {
    assertThat(
            List.of(
                Numbers.text(6_012_345.6),
                Numbers.text(152.34),
                Numbers.text(15.234),
                Numbers.text(1.5),
                Numbers.text(0.03),
                Numbers.text(0.00312),
                Numbers.text(0.000_031),
                Numbers.text(100)))
        .containsExactly(
            "6,012,346", "152.3", "15.23", "1.500", "0.030", "0.0031", "0.000031", "100");
  }

  @Test
  void almostAllIsNotShownAsAll() {
    assertThat(Numbers.percent(1)).isEqualTo("100.00 %");
    assertThat(Numbers.percent(0.9999999)).isEqualTo("> 99.99 %");
    assertThat(Numbers.percent(0.5)).isEqualTo("50.00 %");
  }

  @Test
  void axesEndAtRoundValues() {
    Axis axis = Axis.linear("ms", 47);

    assertThat(axis.ticks().stream().map(Axis.Tick::label))
        .containsExactly("0", "10", "20", "30", "40", "50");
    assertThat(axis.place().applyAsDouble(25)).isEqualTo(0.5);
    assertThat(Axis.linear("/s", 6_000_000).ticks().getLast().label()).isEqualTo("6 M");
    assertThat(Axis.logarithmic("ms", 0.2, 30).ticks().stream().map(Axis.Tick::label))
        .containsExactly("0.1", "1", "10", "100");
  }

  @Test
  void terminalShowsBarFiguresAndTimeLeftOnOneLine() {
    Progress progress = new Progress(new PrintWriter(text), true, () -> now);
    progress.phase("measuring");
    now = now.plusSeconds(3);
    progress.progress(0.25, "1 delivery/s");
    progress.end();

    assertThat(text.toString())
        .contains("measuring ██████░░░░░░░░░░░░░░░░░░  25% 9 s left, 1 delivery/s")
        .doesNotContain("\n");
  }

  @Test
  void otherOutputShowsOneLinePerPhase() {
    Progress progress = new Progress(new PrintWriter(text), false, () -> now);
    progress.phase("joining");
    progress.progress(0.25, "1 delivery/s");
    progress.phase("measuring");

    assertThat(text.toString().lines()).containsExactly("joining", "measuring");
  }

  @Test
  void repeatedPhaseIsNotPrintedAgain() {
    Progress progress = new Progress(new PrintWriter(text), false, () -> now);
    progress.phase("warming up A");
    progress.phase("warming up A");

    assertThat(text.toString().lines()).containsExactly("warming up A");
  }

  @Test
  void resultsStayOnTheTerminal() {
    Progress progress = new Progress(new PrintWriter(text), true, () -> now);
    progress.phase("trying 99,000 deliveries/s");
    progress.message("99,000 deliveries/s held");
    progress.phase("trying 198,000 deliveries/s");

    assertThat(text.toString()).contains("\u001b[?7h99,000 deliveries/s held\n");
  }

  @Test
  void percentilesOfOneQuantityShareALine() {
    PercentileTable table =
        new PercentileTable(
            List.of(
                new Figure("latency_p50_ms", "latency p50", 2.5, "ms"),
                new Figure("latency_p999_ms", "latency p99.9", 12, "ms"),
                new Figure("latency_max_ms", "latency max", 20.25, "ms"),
                new Figure("usual_p99_ms", "p99 of the middle interval", 5, "ms"),
                new Figure("stall_recovery_ms", "after the pause", 115, "ms")));

    assertThat(table.lines())
        .containsExactly(
            "ms                                  p50      p90      p99    p99.9      max",
            "all updates                       2.500                         12    20.25",
            "middle interval of 100 ms                               5");
    assertThat(table.others()).extracting(Figure::name).containsExactly("stall_recovery_ms");
  }

  @Test
  void figuresAreGroupedUnderHeadings() {
    List<Figure> figures =
        List.of(
            new Figure("connections", "connections", 100, ""),
            new Figure("usual_p50_ms", "p50 of the middle interval", 2, "ms"),
            new Figure("joins_per_second", "handshakes a second", 300, "/s"),
            new Figure("resident_mb", "server memory", 100, "MB"),
            new Figure("tool_busy", "tool was busy", 0.1, Figure.SHARE),
            new Figure("churn_joins", "joined in between", 40, ""));

    assertThat(Section.split(figures, figure -> figure).keySet()).containsExactly(Section.values());
    assertThat(Section.split(figures, figure -> figure).get(Section.TRAFFIC))
        .extracting(Figure::name)
        .containsExactly("connections", "churn_joins");
  }

  @Test
  void longLineIsCutAndWrappingIsRestored() {
    Progress progress = new Progress(new PrintWriter(text), true, () -> now);
    progress.phase("measuring");
    progress.progress(0.5, "figures");
    progress.end();

    assertThat(text.toString().split("\u001b\\[\\?7l", -1)).hasSize(4);
    assertThat(text.toString().split("\u001b\\[\\?7h", -1)).hasSize(4);
    assertThat(text.toString()).endsWith("\u001b[?7h");
  }

  @Test
  void unknownValuesLeaveAGapInTheLine() {
    String svg =
        new Plot(Axis.linear("s", 4), Axis.linear("ms", 4))
            .line(
                "p50",
                "a",
                List.of(
                    new Plot.Point(0, 1),
                    new Plot.Point(1, 1),
                    new Plot.Point(2, Double.NaN),
                    new Plot.Point(3, 1),
                    new Plot.Point(4, 1)))
            .svg("Latency");
    String line =
        svg.lines().filter(it -> it.contains("class=\"line a\" d=")).findFirst().orElseThrow();

    assertThat(line.chars().filter(letter -> letter == 'M')).hasSize(2);
    assertThat(line.chars().filter(letter -> letter == 'L')).hasSize(2);
    assertThat(svg).doesNotContain("NaN").contains("<circle");
  }

  @Test
  void plotCanBeAStandAloneFile() throws Exception {
    String svg =
        new Plot(Axis.linear("s", 4), Axis.linear("ms", 4))
            .line("p50", "a", List.of(new Plot.Point(0, 1), new Plot.Point(4, 3)))
            .svgFile("Latency", PageStyle.forPlots());

    var root =
        DocumentBuilderFactory.newDefaultNSInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)))
            .getDocumentElement();
    assertThat(root.getNamespaceURI()).isEqualTo("http://www.w3.org/2000/svg");
    assertThat(root.getElementsByTagName("style").item(0).getTextContent())
        .contains("svg .line", "--ground")
        .doesNotContain("table");
  }

  @Test
  void roomShapesAreDrawnWithAndWithoutAWindow() {
    String table =
        """
        players\tpeers of a room\twindow ms\tCPU us/delivery\tp50 ms\tp99 ms\twrites/delivery
        500\t5\t0\t9\t0.2\t0.5\t1
        500\t5\t5\t8.9\t0.2\t0.6\t1
        500\t100\t5\t0.8\t2.2\t5\t0.2
        """;

    List<RoomShapePlots.Row> rows = RoomShapePlots.rows(table);
    assertThat(rows).hasSize(3).last().isEqualTo(new RoomShapePlots.Row(500, 100, 5, 0.8, 2.2, 5));
    assertThat(RoomShapePlots.plot("ms", rows, RoomShapePlots.Row::p50Millis).svg("p50"))
        .contains("500 players", "at once");
  }

  @Test
  void namesAreEscapedInThePage() {
    assertThat(Html.escape("<a href=\"x\">&")).isEqualTo("&lt;a href=&quot;x&quot;>&amp;");
  }
}
