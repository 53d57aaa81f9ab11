package wsroom.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Holds the README's table of settings to what the code declares. `-Dreadme=write` writes it.
class ReadmeSettingsTest {
  private static final Path README = Path.of("../README.md");
  private static final String BEGIN = "<!-- settings -->\n";
  private static final String END = "<!-- end of settings -->\n";

  @Test
  void theReadmeListsEverySettingAsItIsDeclared() throws IOException {
    String readme = Files.readString(README);
    int from = readme.indexOf(BEGIN) + BEGIN.length();
    int to = readme.indexOf(END);
    if ("write".equals(System.getProperty("readme"))) {
      Files.writeString(README, readme.substring(0, from) + table() + readme.substring(to));
      return;
    }

    assertThat(readme.substring(from, to)).isEqualTo(table());
  }

  private static String table() {
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
            setting.byDefault().isEmpty() ? "none" : "`" + setting.byDefault() + "`",
            setting.unit(),
            setting.allowed(),
            setting.says());
  }
}
