package wsroom.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Figures and progress as people see them.
class ReportTest {
  private final StringWriter text = new StringWriter();
  private Instant now = Instant.EPOCH;

  @Test
  void figuresHaveAsManyDigitsAsCount() {
    assertThat(
            List.of(
                Numbers.text(6_012_345.6),
                Numbers.text(152.34),
                Numbers.text(15.234),
                Numbers.text(1.5),
                Numbers.text(0.03),
                Numbers.text(100)))
        .containsExactly("6,012,346", "152.3", "15.23", "1.500", "0.030", "100");
  }

  @Test
  void almostAllIsNotAll() {
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
  void onATerminalOneLineShowsBarFiguresAndTimeLeft() {
    Progress progress = new Progress(new PrintWriter(text), true, () -> now);
    progress.phase("measuring");
    now = now.plusSeconds(3);
    progress.progress(0.25, "1 delivery/s");
    progress.end();

    assertThat(text.toString())
        .contains("measuring ██████░░░░░░░░░░░░░░░░░░  25% 1 delivery/s, 9 s left")
        .doesNotContain("\n");
  }

  @Test
  void elsewhereItIsOneLineAPhase() {
    Progress progress = new Progress(new PrintWriter(text), false, () -> now);
    progress.phase("joining");
    progress.progress(0.25, "1 delivery/s");
    progress.phase("measuring");

    assertThat(text.toString().lines()).containsExactly("joining", "measuring");
  }

  @Test
  void namesCannotBreakOutOfThePage() {
    assertThat(Html.escape("<a href=\"x\">&")).isEqualTo("&lt;a href=&quot;x&quot;>&amp;");
  }
}
