package wsroom.app;

import wsroom.config.ServerConfig;
import wsroom.config.Setting;

/// Formats the list of settings for `--help`.
final class SettingsHelp {
  private static final int WIDTH = 80;
  private static final String INDENT = "      ";

  private SettingsHelp() {}

  static String text() {
    var text =
        new StringBuilder("\nSettings are environment variables, such as")
            .append(" HTTP_SERVER_PORT=5001 ws-room\n");
    String group = "";
    for (Setting setting : ServerConfig.settings()) {
      if (!setting.group().equals(group)) {
        group = setting.group();
        text.append('\n').append(group).append('\n');
      }
      append(text, setting);
    }
    return text.toString();
  }

  private static void append(StringBuilder text, Setting setting) {
    text.append("  ").append(setting.name());
    text.append(setting.defaultValue().isEmpty() ? " (not set)" : "=" + setting.defaultValue());
    if (!setting.unit().isEmpty()) {
      text.append(' ').append(setting.unit());
    }
    text.append('\n');
    wrap(text, setting.description().replace("`", "") + ".");
    wrap(text, "Allowed: " + setting.allowed());
  }

  private static void wrap(StringBuilder text, String paragraph) {
    int column = 0;
    for (String word : paragraph.split(" ", -1)) {
      if (column == 0 || column + 1 + word.length() > WIDTH) {
        text.append(column == 0 ? "" : "\n").append(INDENT).append(word);
        column = INDENT.length() + word.length();
      } else {
        text.append(' ').append(word);
        column += 1 + word.length();
      }
    }
    text.append('\n');
  }
}
