package wsroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import wsroom.config.ServerConfig;
import wsroom.config.Setting;

/// Compares the table of settings with the declarations in code. `-Dreadme=write` writes it.
class ConfigurationPageTest {
  private static final Path PAGE = Path.of("../docs/configuration.md");
  private static final String BEGIN = "<!-- settings -->\n";
  private static final String END = "<!-- end of settings -->\n";

  @Test
  void pageListsEverySettingAsItIsDeclared() throws IOException {
    String page = Files.readString(PAGE);
    assertThat(page).containsSubsequence(BEGIN, END);
    int from = page.indexOf(BEGIN) + BEGIN.length();
    int to = page.indexOf(END);
    if ("write".equals(System.getProperty("readme"))) {
      Files.writeString(PAGE, page.substring(0, from) + settings() + page.substring(to));
    } else {
      assertThat(page.substring(from, to)).isEqualTo(settings());
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
}
