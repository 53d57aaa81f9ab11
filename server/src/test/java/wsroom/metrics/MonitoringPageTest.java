package wsroom.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// Checks the table of `docs/monitoring.md` against the catalogue of meters; `-Dreadme=write`
/// writes it.
class MonitoringPageTest {
  private static final Path PAGE = Path.of("../docs/monitoring.md");
  private static final String BEGIN = "<!-- metrics -->\n";
  private static final String END = "<!-- end of metrics -->\n";

  @Test
  void pageListsEveryMeterAsItIsDeclared() throws IOException {
    String page = Files.readString(PAGE);
    assertThat(page).containsSubsequence(BEGIN, END);
    int from = page.indexOf(BEGIN) + BEGIN.length();
    int to = page.indexOf(END);
    if ("write".equals(System.getProperty("readme"))) {
      Files.writeString(PAGE, page.substring(0, from) + table() + page.substring(to));
      return;
    }

    assertThat(page.substring(from, to)).isEqualTo(table());
  }

  private static String table() {
    var table = new StringBuilder("\n| metric | kind | what it tells |\n| --- | --- | --- |\n");
    for (MeterName meter : MeterName.values()) {
      table.append(
          "| `%s` | %s | %s |\n"
              .formatted(
                  meter.id(), meter.kind().name().toLowerCase(Locale.ROOT), meter.description()));
    }
    return table.append('\n').toString();
  }
}
