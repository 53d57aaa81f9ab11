package wsroom.loadtest.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Collectors;

/// Styles of pages and plots.
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

  /// The rules for a stand-alone plot: colours and SVG rules only.
  static String forPlots() {
    String rules =
        forPages()
            .lines()
            .filter(rule -> rule.matches("(:root|@media|svg (text|\\.|circle)).*"))
            .collect(Collectors.joining("\n", "", "\n"));
    return rules + "svg { background: var(--ground); font-family: system-ui, sans-serif; }\n";
  }
}
