package wsroom.loadtest.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Plots the measurements of `loadtest/flush-window.sh`: CPU and latency by flush window, as two
/// files beside the table.
final class FlushWindowPlots {
  private static final String TABLE_SUFFIX = ".tsv";

  /// One measurement: a line of the table.
  record Row(double windowMillis, double cpuMicros, double p50Millis, double p99Millis) {
    static Row of(String line) {
      String[] cells = line.split("\t", -1);
      return new Row(
          Double.parseDouble(cells[0]),
          Double.parseDouble(cells[1]),
          Double.parseDouble(cells[2]),
          Double.parseDouble(cells[3]));
    }
  }

  private FlushWindowPlots() {}

  /// @param arguments the table, a `.tsv` file
  public static void main(String[] arguments) throws IOException {
    String table = arguments[0];
    if (!table.endsWith(TABLE_SUFFIX)) {
      throw new IllegalArgumentException("not a table: " + table);
    }
    String name = table.substring(0, table.length() - TABLE_SUFFIX.length());
    List<Row> rows = rows(Files.readString(Path.of(table)));
    Files.writeString(Path.of(name + "-cpu.svg"), cpu(rows));
    Files.writeString(Path.of(name + "-latency.svg"), latency(rows));
  }

  /// The mean of each window's measurements, by window.
  static List<Row> rows(String table) {
    Map<Double, List<Row>> byWindow =
        table
            .lines()
            .skip(1)
            .map(Row::of)
            .collect(Collectors.groupingBy(Row::windowMillis, TreeMap::new, Collectors.toList()));
    return byWindow.values().stream().map(FlushWindowPlots::mean).toList();
  }

  private static Row mean(List<Row> rows) {
    return new Row(
        rows.getFirst().windowMillis,
        rows.stream().mapToDouble(Row::cpuMicros).average().orElseThrow(),
        rows.stream().mapToDouble(Row::p50Millis).average().orElseThrow(),
        rows.stream().mapToDouble(Row::p99Millis).average().orElseThrow());
  }

  private static String cpu(List<Row> rows) {
    double most = rows.stream().mapToDouble(Row::cpuMicros).max().orElse(1);
    return new Plot(windows(rows), Axis.linear("µs of server CPU per delivery", most))
        .line(
            "CPU",
            "a",
            rows.stream().map(row -> new Plot.Point(row.windowMillis, row.cpuMicros)).toList())
        .svgFile("CPU per delivery by flush window", PageStyle.forPlots());
  }

  private static String latency(List<Row> rows) {
    double most = rows.stream().mapToDouble(Row::p99Millis).max().orElse(1);
    return new Plot(windows(rows), Axis.linear("ms", most))
        .line(
            "p50",
            "a",
            rows.stream().map(row -> new Plot.Point(row.windowMillis, row.p50Millis)).toList())
        .line(
            "p99",
            "a2",
            rows.stream().map(row -> new Plot.Point(row.windowMillis, row.p99Millis)).toList())
        .svgFile("Latency by flush window", PageStyle.forPlots());
  }

  private static Axis windows(List<Row> rows) {
    return Axis.upTo("flush window, ms", rows.getLast().windowMillis);
  }
}
