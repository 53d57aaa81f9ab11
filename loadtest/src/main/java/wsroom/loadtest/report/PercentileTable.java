package wsroom.loadtest.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wsroom.loadtest.load.Figure;

/// Groups percentile figures of one quantity into a table row.
final class PercentileTable {
  private static final Pattern NAME = Pattern.compile("(.+)_(p50|p90|p99|p999|max)_ms");
  private static final List<String> COLUMNS = List.of("p50", "p90", "p99", "p999", "max");
  private static final Map<String, String> ROWS =
      Map.of(
          "latency", "all updates",
          "latency_small", "small ones, up to 1,400 bytes",
          "latency_large", "larger ones",
          "usual", "middle interval of 100 ms",
          "handshake", "all handshakes");

  private final Map<String, Map<String, Double>> rows = new LinkedHashMap<>();
  private final List<Figure> others = new ArrayList<>();

  PercentileTable(List<Figure> figures) {
    for (Figure figure : figures) {
      Matcher name = NAME.matcher(figure.name());
      if (name.matches() && ROWS.containsKey(name.group(1))) {
        rows.computeIfAbsent(name.group(1), _ -> new LinkedHashMap<>())
            .put(name.group(2), figure.value());
      } else {
        others.add(figure);
      }
    }
  }

  /// The other figures.
  List<Figure> others() {
    return others;
  }

  /// The header line and one line per quantity; none without percentiles.
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (!rows.isEmpty()) {
      lines.add("%-30s%9s%9s%9s%9s%9s".formatted("ms", "p50", "p90", "p99", "p99.9", "max"));
    }
    rows.forEach((row, values) -> lines.add(line(ROWS.getOrDefault(row, row), values)));
    return lines;
  }

  private static String line(String label, Map<String, Double> values) {
    StringBuilder line = new StringBuilder("%-30s".formatted(label));
    for (String column : COLUMNS) {
      Double value = values.get(column);
      line.append("%9s".formatted(value == null ? "" : Numbers.text(value)));
    }
    return line.toString().stripTrailing();
  }
}
