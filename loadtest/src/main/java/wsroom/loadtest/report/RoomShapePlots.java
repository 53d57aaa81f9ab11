package wsroom.loadtest.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Plots the measurements of `loadtest/room-shapes.sh`: CPU and latency by room size, with and
/// without a flush window, as files beside the table.
final class RoomShapePlots {
  private static final String TABLE_SUFFIX = ".tsv";

  /// Styles by number of players, with and without a flush window.
  private static final List<List<String>> STYLES = List.of(List.of("a", "a2"), List.of("b", "b2"));

  /// One measurement: a line of the table.
  record Row(
      int players,
      int peersOfARoom,
      double windowMillis,
      double cpuMicros,
      double p50Millis,
      double p99Millis) {
    static Row of(String line) {
      String[] cells = line.split("\t", -1);
      return new Row(
          Integer.parseInt(cells[0]),
          Integer.parseInt(cells[1]),
          Double.parseDouble(cells[2]),
          Double.parseDouble(cells[3]),
          Double.parseDouble(cells[4]),
          Double.parseDouble(cells[5]));
    }
  }

  private RoomShapePlots() {}

  /// @param arguments the table, a `.tsv` file
  public static void main(String[] arguments) throws IOException {
    String table = arguments[0];
    if (!table.endsWith(TABLE_SUFFIX)) {
      throw new IllegalArgumentException("not a table: " + table);
    }
    String name = table.substring(0, table.length() - TABLE_SUFFIX.length());
    List<Row> rows = rows(Files.readString(Path.of(table)));
    write(name + "-cpu.svg", "CPU", "µs of server CPU per delivery", rows, Row::cpuMicros);
    write(name + "-p50.svg", "p50", "p50, ms", rows, Row::p50Millis);
    write(name + "-p99.svg", "p99", "p99, ms", rows, Row::p99Millis);
  }

  static List<Row> rows(String table) {
    return table.lines().skip(1).map(Row::of).toList();
  }

  private static void write(
      String file, String what, String label, List<Row> rows, ToDoubleFunction<Row> figure)
      throws IOException {
    Files.writeString(
        Path.of(file),
        plot(label, rows, figure)
            .svgFile(what + " by the size of the rooms", PageStyle.forPlots()));
  }

  static Plot plot(String label, List<Row> rows, ToDoubleFunction<Row> figure) {
    double least = rows.stream().mapToDouble(figure).min().orElse(0.1);
    double most = rows.stream().mapToDouble(figure).max().orElse(1);
    Plot plot =
        new Plot(Axis.logarithmic("peers of a room", 1, 100), Axis.logarithmic(label, least, most));
    List<Integer> players = rows.stream().map(Row::players).distinct().sorted().toList();
    for (int i = 0; i < players.size() && i < STYLES.size(); i++) {
      int count = players.get(i);
      plot.line(
          "%d players".formatted(count), STYLES.get(i).get(0), points(rows, count, true, figure));
      plot.line("at once", STYLES.get(i).get(1), points(rows, count, false, figure));
    }
    return plot;
  }

  private static List<Plot.Point> points(
      List<Row> rows, int players, boolean withWindow, ToDoubleFunction<Row> figure) {
    return rows.stream()
        .filter(row -> row.players == players && (row.windowMillis > 0) == withWindow)
        .map(row -> new Plot.Point(row.peersOfARoom, figure.applyAsDouble(row)))
        .toList();
  }
}
