package wsroom.loadtest.report;

import java.io.PrintWriter;
import java.util.Locale;
import wsroom.loadtest.load.Fault;
import wsroom.loadtest.load.Figure;
import wsroom.loadtest.load.RampStep;
import wsroom.loadtest.load.Result;

/// Prints the figures of a run as text.
public final class TextReport {
  private final PrintWriter out;

  public TextReport(PrintWriter out) {
    this.out = out;
  }

  public void print(Result result) {
    Section.split(result.figures(), figure -> figure)
        .forEach(
            (section, figures) -> {
              printHeading(section);
              PercentileTable percentiles = new PercentileTable(figures);
              percentiles.lines().forEach(line -> out.println("    " + line));
              for (Figure figure : percentiles.others()) {
                out.printf("    %-42s %s%n", figure.label(), text(figure));
              }
            });
    printSteps(result);
    printConclusion(result);
    out.flush();
  }

  private void printHeading(Section section) {
    out.printf("%n  %s: %s%n", section.heading(), section.meaning());
  }

  public void print(Comparison comparison) {
    out.printf(
        "%n  A is %s, B is %s; means of %d %s each%n",
        comparison.first(),
        comparison.second(),
        comparison.runs(),
        comparison.runs() == 1 ? "run" : "runs");
    out.printf("%n    %-42s %12s %12s %7s%n", "", "A", "B", "A / B");
    Section.split(comparison.rows(), Comparison.Row::figure)
        .forEach(
            (section, rows) -> {
              out.printf("%n  %s%n", section.heading());
              rows.forEach(this::print);
            });
    out.flush();
  }

  private void print(Comparison.Row row) {
    out.printf(
        "    %-42s %12s %12s %7s%n",
        row.figure().label() + unit(row.figure()),
        value(row.figure(), row.first()),
        value(row.figure(), row.second()),
        Numbers.text(row.ratio()));
  }

  private static String unit(Figure figure) {
    return figure.unit().isEmpty() || figure.unit().equals(Figure.SHARE)
        ? ""
        : " (" + figure.unit() + ")";
  }

  private static String value(Figure figure, double value) {
    return figure.unit().equals(Figure.SHARE) ? Numbers.percent(value) : Numbers.text(value);
  }

  static String text(Figure figure) {
    if (figure.unit().equals(Figure.SHARE)) {
      return "%16s".formatted(Numbers.percent(figure.value()));
    }
    return "%14s %s".formatted(Numbers.text(figure.value()), figure.unit()).stripTrailing();
  }

  private void printSteps(Result result) {
    if (result.steps().isEmpty()) {
      return;
    }
    out.println();
    out.printf(
        "  %12s %14s %9s %9s %9s %6s%n",
        "updates/s", "deliveries/s", "p50 ms", "p99 ms", "CPU µs", "tool");
    for (RampStep step : result.steps()) {
      out.printf(
          Locale.ROOT,
          "  %12s %14s %9s %9s %9s %5.0f%% %s%n",
          Numbers.text(step.updatesPerSecond()),
          Numbers.text(step.deliveriesPerSecond()),
          Numbers.text(step.p50Millis()),
          Numbers.text(step.p99Millis()),
          Numbers.text(step.cpuMicrosPerDelivery()),
          step.toolBusyShare() * 100,
          step.held() ? "held" : "not held: " + step.verdict());
    }
  }

  private void printConclusion(Result result) {
    out.println();
    result.notes().forEach(note -> out.println("  " + note));
    result.warnings().forEach(warning -> out.println("  Warning: " + warning));
    if (!result.membershipAnnounced()) {
      out.println(
          "  Members not announced: this server never announces members, so membership was not"
              + " checked.");
    }
    if (result.passed()) {
      out.println("  No faults.");
    } else {
      printFaults(result);
    }
  }

  /// Prints the faults of the server, if any.
  public void printFaults(Result result) {
    for (Fault fault : Fault.values()) {
      if (result.faults().count(fault) > 0) {
        out.printf(
            Locale.ROOT, "  FAULT: %,d %s%n", result.faults().count(fault), fault.explanation());
        result.faults().examples(fault).forEach(example -> out.println("    e.g. " + example));
      }
    }
    out.flush();
  }
}
