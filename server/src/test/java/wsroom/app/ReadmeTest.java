package wsroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import wsroom.config.ServerConfig;
import wsroom.config.Setting;
import wsroom.metrics.MeterName;

/// Compares the tables of settings and metrics with the declarations in code. `-Dreadme=write`
/// writes them.
class ReadmeTest {
  private static final Path README = Path.of("../README.md");
  private static final Path CONFIGURATION = Path.of("../docs/configuration.md");

  @Test
  void theConfigurationListsEverySettingAsItIsDeclared() throws IOException {
    holdOrWrite(CONFIGURATION, "settings", settings());
  }

  @Test
  void theReadmeListsEveryMeterAsItIsDeclared() throws IOException {
    holdOrWrite(README, "metrics", meters());
  }

  private static void holdOrWrite(Path page, String name, String table) throws IOException {
    String readme = Files.readString(page);
    String begin = "<!-- " + name + " -->\n";
    String end = "<!-- end of " + name + " -->\n";
    assertThat(readme).containsSubsequence(begin, end);
    int from = readme.indexOf(begin) + begin.length();
    int to = readme.indexOf(end);
    if ("write".equals(System.getProperty("readme"))) {
      Files.writeString(page, readme.substring(0, from) + table + readme.substring(to));
    } else {
      assertThat(readme.substring(from, to)).isEqualTo(table);
    }
  }

  private static String settings() {
    var table = new StringBuilder();
    String group = "";
    for (Setting setting : ServerConfig.settings()) {
      if (!setting.group().equals(group)) {
        group = setting.group();
        table.append("\n**").append(group).append("**\n\n");
        table.append("| variable | default | unit | allowed | what it does |\n");
        table.append("| --- | --- | --- | --- | --- |\n");
      }
      table.append(row(setting));
    }
    return table.append('\n').toString();
  }

  private static String row(Setting setting) {
    return "| `%s` | %s | %s | %s | %s |\n"
        .formatted(
            setting.name(),
            setting.defaultValue().isEmpty() ? "none" : "`" + setting.defaultValue() + "`",
            setting.unit(),
            setting.allowed(),
            setting.description());
  }

  private static String meters() {
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
