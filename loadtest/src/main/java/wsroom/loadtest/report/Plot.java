package wsroom.loadtest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;

/// A line plot as SVG.
final class Plot {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 300;
  private static final int LEFT = 64;
  private static final int RIGHT = 26;
  private static final int TOP = 28;
  private static final int BOTTOM = 44;

  /// Approximate width of the widest letters in line names.
  private static final int LETTER_WIDTH = 7;

  private final Axis x;
  private final Axis y;
  private final List<Line> lines = new ArrayList<>();

  record Point(double x, double y) {}

  /// @param style a class of the page's style sheet
  private record Line(String name, String style, List<Point> points) {}

  Plot(Axis x, Axis y) {
    this.x = x;
    this.y = y;
  }

  Plot line(String name, String style, List<Point> points) {
    lines.add(new Line(name, style, List.copyOf(points)));
    return this;
  }

  private static boolean isKnown(Point point) {
    return Double.isFinite(point.x) && Double.isFinite(point.y);
  }

  String svg(String title) {
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n"
            .formatted(WIDTH, HEIGHT, Html.escape(title)));
    addAxes(svg);
    for (Line line : lines) {
      addLine(svg, line);
    }
    addLegend(svg);
    return svg.append("</svg>\n").toString();
  }

  /// A stand-alone SVG file.
  ///
  /// @param style a style sheet
  String svgFile(String title, String style) {
    return svg(title)
        .replaceFirst(
            "<svg ",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
                .formatted(WIDTH, HEIGHT))
        .replaceFirst("\n", Matcher.quoteReplacement("\n<style>\n" + style + "</style>\n"));
  }

  private void addAxes(StringBuilder svg) {
    int bottom = HEIGHT - BOTTOM;
    int right = WIDTH - RIGHT;
    for (Axis.Tick tick : y.ticks()) {
      double at = yOf(tick.value());
      svg.append(
          "<path class=\"grid\" d=\"M%d %s H%d\"/><text class=\"end\" x=\"%d\" y=\"%s\">%s</text>\n"
              .formatted(LEFT, text(at), right, LEFT - 6, text(at + 4), tick.label()));
    }
    for (Axis.Tick tick : x.ticks()) {
      String at = text(xOf(tick.value()));
      svg.append(
          "<path class=\"grid\" d=\"M%s %d V%d\"/><text class=\"mid\" x=\"%s\" y=\"%d\">%s</text>\n"
              .formatted(at, TOP, bottom, at, bottom + 16, tick.label()));
    }
    svg.append("<path class=\"axis\" d=\"M%d %d V%d H%d\"/>\n".formatted(LEFT, TOP, bottom, right));
    svg.append(
        "<text class=\"mid\" x=\"%d\" y=\"%d\">%s</text>\n"
            .formatted((LEFT + right) / 2, HEIGHT - 8, Html.escape(x.label())));
    svg.append("<text x=\"4\" y=\"14\">%s</text>\n".formatted(Html.escape(y.label())));
  }

  private void addLine(StringBuilder svg, Line line) {
    StringBuilder path = new StringBuilder();
    boolean pen = false;
    for (Point point : line.points) {
      if (isKnown(point)) {
        path.append(pen ? 'L' : 'M')
            .append(text(xOf(point.x)))
            .append(' ')
            .append(text(yOf(point.y)));
      }
      pen = isKnown(point); // unknown values leave a gap in the line
    }
    if (!path.isEmpty()) {
      svg.append("<path class=\"line %s\" d=\"%s\"/>\n".formatted(line.style, path));
    }
    if (line.points.size() <= 24) {
      for (Point point : line.points.stream().filter(Plot::isKnown).toList()) {
        svg.append(
            "<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"2.5\"/>\n"
                .formatted(line.style, text(xOf(point.x)), text(yOf(point.y))));
      }
    }
  }

  private void addLegend(StringBuilder svg) {
    int at = WIDTH - RIGHT;
    for (Line line : lines.reversed()) {
      svg.append(
          "<text class=\"end\" x=\"%d\" y=\"14\">%s</text>".formatted(at, Html.escape(line.name)));
      int start = at - line.name.length() * LETTER_WIDTH - 12;
      svg.append(
          "<path class=\"line %s\" d=\"M%d 10 H%d\"/>\n".formatted(line.style, start - 18, start));
      at = start - 30;
    }
  }

  private double xOf(double value) {
    return LEFT + Math.clamp(x.place().applyAsDouble(value), 0.0, 1.0) * (WIDTH - LEFT - RIGHT);
  }

  private double yOf(double value) {
    return HEIGHT
        - BOTTOM
        - Math.clamp(y.place().applyAsDouble(value), 0.0, 1.0) * (HEIGHT - TOP - BOTTOM);
  }

  private static String text(double length) {
    return String.format(Locale.ROOT, "%.1f", length);
  }
}
