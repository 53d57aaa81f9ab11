package wsroom.operator;

import java.util.ArrayList;
import java.util.List;

/// A table for people: headings, then rows in columns as wide as they need to be.
final class Table {
  /// Longer cells are cut.
  private static final int MAX_WIDTH = 60;

  private final List<String> headings;
  private final List<Boolean> rightAligned;
  private final List<List<String>> rows = new ArrayList<>();

  /// @param headings those that begin with `>` are of numbers, and right-aligned
  Table(String... headings) {
    this.headings = List.of(headings).stream().map(each -> each.replaceFirst("^>", "")).toList();
    this.rightAligned = List.of(headings).stream().map(each -> each.startsWith(">")).toList();
  }

  void row(String... cells) {
    rows.add(List.of(cells).stream().map(Style::clean).map(Table::cut).toList());
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /// Lines without line ends.
  List<String> lines(Style style) {
    int[] widths = headings.stream().mapToInt(Table::width).toArray();
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], width(row.get(i)));
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add(style.bold(line(headings, widths)));
    rows.forEach(row -> lines.add(line(row, widths)));
    return lines;
  }

  private String line(List<String> cells, int[] widths) {
    var line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String pad = " ".repeat(widths[i] - width(cells.get(i)));
      line.append(i == 0 ? "" : "  ");
      line.append(rightAligned.get(i) ? pad + cells.get(i) : cells.get(i) + pad);
    }
    return line.toString().stripTrailing();
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }

  private static String cut(String text) {
    return width(text) <= MAX_WIDTH
        ? text
        : text.substring(0, text.offsetByCodePoints(0, MAX_WIDTH - 1)) + "…";
  }
}
