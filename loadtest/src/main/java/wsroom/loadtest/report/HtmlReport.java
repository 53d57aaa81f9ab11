package wsroom.loadtest.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import wsroom.loadtest.load.Fault;
import wsroom.loadtest.load.Figure;
import wsroom.loadtest.load.Plan;
import wsroom.loadtest.load.RampStep;
import wsroom.loadtest.load.Result;
import wsroom.loadtest.load.Scenario;

/// A self-contained HTML report: figures, plots, and the settings to repeat the runs.
public final class HtmlReport {
  private static final Map<String, String> TILES =
      Map.of(
          "held_deliveries_per_second", "deliveries/s held at most",
          "deliveries_per_second", "deliveries/s",
          "latency_p50_ms", "ms latency, p50",
          "latency_p99_ms", "ms latency, p99",
          "latency_small_p99_ms", "ms latency of small updates, p99",
          "cpu_us_per_delivery", "µs of server CPU a delivery",
          "kb_per_connection", "kB of server memory a connection",
          "stall_recovery_ms", "ms until it had caught up");

  private final Outcome outcome;
  private final Environment environment;
  private final List<List<Result>> servers;
  private final StringBuilder page = new StringBuilder();

  private HtmlReport(Outcome outcome, Environment environment) {
    this.outcome = outcome;
    this.environment = environment;
    this.servers = outcome.servers();
  }

  public static void write(Path file, Outcome outcome, Environment environment) throws IOException {
    Files.writeString(file, text(outcome, environment));
  }

  static String text(Outcome outcome, Environment environment) {
    return new HtmlReport(outcome, environment).compose();
  }

  private String compose() {
    Result first = servers.getFirst().getFirst();
    Plan plan = first.plan();
    String title = "ws-room load: " + plan.scenario().key();
    page.append("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width\">\n<title>")
        .append(Html.escape(title))
        .append("</title>\n<style>\n")
        .append(PageStyle.forPages())
        .append("</style>\n<h1>")
        .append(Html.escape(title))
        .append("</h1>\n<p class=\"soft\">")
        .append(Html.escape(plan.scenario().explanation()))
        .append(
            ": %,d %s of %s%,d peers on %s</p>\n"
                .formatted(
                    plan.rooms(),
                    plan.rooms() == 1 ? "room" : "rooms",
                    plan.scenario() == Scenario.TOWN ? "up to " : "",
                    plan.peers(),
                    Html.escape(plan.target().toString())));
    if (outcome.isComparison()) {
      page.append(
          "<p class=\"soft\">A is %s, B is %s. Runs alternated, %d each, after a short warm-up</p>\n"
              .formatted(
                  Html.escape(plan.target().toString()),
                  Html.escape(servers.getLast().getFirst().plan().target().toString()),
                  servers.getFirst().size()));
    }
    servers.forEach(this::addResults);
    addTiles();
    page.append(
        outcome.isComparison() ? "<h2>Plots of the last run of each</h2>\n" : "<h2>Plots</h2>\n");
    new Plots(servers).addTo(page);
    servers.forEach(runs -> addSteps(runs.getLast()));
    addFigures();
    addSettings();
    return page.append("</html>\n").toString();
  }

  /// Lists results of all runs of a server without duplicates.
  private void addResults(List<Result> runs) {
    String server = outcome.isComparison() ? targetOf(runs.getFirst()) + ": " : "";
    Set<String> sentences = new LinkedHashSet<>();
    for (Result result : runs) {
      if (result.passed()) {
        sentences.add(sentence("good", server + "No faults."));
      }
      for (Fault fault : Fault.values()) {
        long count = result.faults().count(fault);
        if (count > 0) {
          sentences.add(sentence("bad", "%s%,d %s".formatted(server, count, fault.explanation())));
        }
      }
      if (!result.membershipAnnounced()) {
        sentences.add(
            sentence("warn", server + "Members not announced, so membership was not checked."));
      }
      result.notes().forEach(note -> sentences.add(sentence("soft", server + note)));
      result.warnings().forEach(warning -> sentences.add(sentence("warn", server + warning)));
    }
    sentences.forEach(page::append);
  }

  private static String sentence(String style, String text) {
    return "<p class=\"%s\">%s</p>\n".formatted(style, Html.escape(text));
  }

  private void addTiles() {
    page.append("<div class=\"tiles\">\n");
    for (Comparison.Row row : outcome.comparison().rows()) {
      String meaning = TILES.get(row.figure().name());
      if (meaning != null) {
        String other = outcome.isComparison() ? " (B: " + Numbers.text(row.second()) + ")" : "";
        page.append(
            "<div class=\"tile\"><b>%s</b>%s%s</div>\n"
                .formatted(Numbers.text(row.first()), meaning, other));
      }
    }
    page.append("</div>\n");
  }

  private void addSteps(Result result) {
    if (result.steps().isEmpty()) {
      return;
    }
    page.append("<h2>Rates tried on %s</h2>\n".formatted(Html.escape(targetOf(result))))
        .append("<div class=\"wide\"><table>\n<tr><th>updates/s and peer<th>deliveries/s<th>p50 ms")
        .append("<th>p99 ms<th>CPU µs per delivery<th>tool busy<th>\n");
    for (RampStep step : result.steps()) {
      page.append(
          "<tr><td>%s<td>%s<td>%s<td>%s<td>%s<td>%s<td class=\"text\">%s\n"
              .formatted(
                  Numbers.text(step.updatesPerSecond()),
                  Numbers.text(step.deliveriesPerSecond()),
                  Numbers.text(step.p50Millis()),
                  Numbers.text(step.p99Millis()),
                  Numbers.text(step.cpuMicrosPerDelivery()),
                  Numbers.percent(step.toolBusyShare()),
                  step.held() ? "held" : Html.escape("not held: " + step.verdict())));
    }
    page.append("</table></div>\n");
  }

  private void addFigures() {
    page.append(
            outcome.isComparison()
                ? "<h2>Figures, means of %d runs</h2>\n".formatted(outcome.first().size())
                : "<h2>Figures</h2>\n")
        .append("<div class=\"wide\"><table>\n");
    Section.split(outcome.comparison().rows(), Comparison.Row::figure)
        .forEach(
            (section, rows) -> {
              page.append(
                  "<tr><th class=\"section\"><b>%s</b><br>%s%s\n"
                      .formatted(
                          Html.escape(section.heading()),
                          Html.escape(section.meaning()),
                          outcome.isComparison() ? "<th>A<th>B<th>A / B" : "<th>"));
              rows.forEach(this::addFigure);
            });
    page.append("</table></div>\n");
  }

  private void addFigure(Comparison.Row row) {
    page.append(
        "<tr><td>%s<td>%s"
            .formatted(Html.escape(row.figure().label()), value(row.figure(), row.first())));
    if (outcome.isComparison()) {
      page.append(
          "<td>%s<td>%s".formatted(value(row.figure(), row.second()), Numbers.text(row.ratio())));
    }
    page.append('\n');
  }

  private static String value(Figure figure, double value) {
    return figure.unit().equals(Figure.SHARE)
        ? Numbers.percent(value)
        : (Numbers.text(value) + " " + figure.unit()).strip();
  }

  private void addSettings() {
    page.append("<h2>Command to repeat</h2>\n<pre>")
        .append(Html.escape(RepeatCommand.command(servers)))
        .append("</pre>\n<h2>Settings</h2>\n<div class=\"wide\"><table>\n");
    environment.entries().forEach(this::addSetting);
    servers.getFirst().getFirst().plan().settings().forEach(this::addSetting);
    page.append("</table></div>\n");
  }

  private void addSetting(String name, String value) {
    page.append(
        "<tr><td>%s<td class=\"text\">%s\n"
            .formatted(Html.escape(name), Html.escape(value.isEmpty() ? "on" : value)));
  }

  private static String targetOf(Result result) {
    return result.plan().target().toString();
  }
}
