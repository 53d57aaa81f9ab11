package wsroom.loadtest.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Collectors;

/// How pages and plots look.
final class PageStyle {
  private PageStyle() {}

  static String forPages() {
    try (InputStream in = PageStyle.class.getResourceAsStream("report.css")) {
      return new String(
          Objects.requireNonNull(in, "report.css").readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /// For a plot that is a file of its own: the colours, and what is said of plots.
  static String forPlots() {
    String rules =
        forPages()
            .lines()
            .filter(rule -> rule.matches("(:root|@media|svg (text|\\.|circle)).*"))
            .collect(Collectors.joining("\n", "", "\n"));
    return rules + "svg { background: var(--ground); font-family: system-ui, sans-serif; }\n";
  }
}
