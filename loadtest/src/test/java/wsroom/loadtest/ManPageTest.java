package wsroom.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import wsroom.config.ServerConfig;
import wsroom.config.Setting;

/// Holds `docs/ws-room.1` to the commands and settings in code. `-Dreadme=write` writes it.
class ManPageTest {
  private static final Path PAGE = Path.of("../docs/ws-room.1");

  private final StringBuilder page = new StringBuilder();

  @Test
  void manPageListsEveryCommandAndSettingAsDeclared() throws IOException {
    compose();

    if ("write".equals(System.getProperty("readme"))) {
      Files.writeString(PAGE, page.toString());
    } else {
      assertThat(Files.readString(PAGE)).isEqualTo(page.toString());
    }
  }

  private void compose() {
    line(".TH WS-ROOM 1 \"\" \"ws-room\" \"User Commands\"");
    section("NAME");
    text("ws-room - a comms relay for Decentraland's ws-room transport");
    section("SYNOPSIS");
    entry("ws-room [serve] [--env-file FILE]", "");
    entry("ws-room COMMAND [OPTIONS]", "");
    section("DESCRIPTION");
    text(
        "Explorers join a room over a WebSocket, sign a challenge, and receive each other's"
            + " updates. Without a command the server starts.");
    section("COMMANDS");
    entry("serve", "Start the server, as ws-room alone does.");
    entry("check", "Validate the settings, and print those in force with their source.");
    entry("help [WORD]", "Print help on all, or on a command or a group of settings.");
    entry("version", "Print the version and the commit.");
    entry("bench [NAME]", "Run the benchmarks of the data path.");
    Map<String, CommandLine> commands = Main.commandLine(new StringReader("")).getSubcommands();
    commands.values().stream()
        .map(CommandLine::getCommandSpec)
        .filter(command -> !command.name().equals("help"))
        .forEach(this::command);
    settings();
    rest();
  }

  private void command(CommandSpec command) {
    String parameters =
        command.positionalParameters().stream()
            .map(parameter -> " " + parameter.paramLabel())
            .distinct()
            .collect(Collectors.joining());
    line(".SS " + escaped("ws-room " + command.name() + parameters + " [OPTIONS]"));
    text(joined(command.usageMessage().description()));
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      if (!parameter.hidden()) {
        entry(parameter.paramLabel(), joined(parameter.description()));
      }
    }
    for (OptionSpec option : command.options()) {
      if (!option.hidden() && !option.usageHelp()) {
        String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
        entry(String.join(", ", option.names()) + label, joined(option.description()));
      }
    }
  }

  private void settings() {
    section("SETTINGS");
    text(
        "Settings are variables of the environment, or lines NAME=VALUE of one file: that of"
            + " --env-file, or of SETTINGS_FILE, or .env in the working directory. The environment"
            + " goes first.");
    String group = "";
    for (Setting setting : ServerConfig.settings()) {
      if (!setting.group().equals(group)) {
        group = setting.group();
        line(".SS " + escaped(group));
      }
      String unit = setting.unit().isEmpty() ? "" : " (" + setting.unit() + ")";
      String byDefault =
          setting.defaultValue().isEmpty() ? "not set" : "default " + setting.defaultValue();
      entry(
          setting.name() + unit,
          setting.description().replace("`", "")
              + ". Allowed: "
              + setting.allowed()
              + "; "
              + byDefault
              + ".");
    }
  }

  private void rest() {
    section("ENVIRONMENT");
    entry("WS_ROOM_URL, WS_ROOM_TOKEN", "The server and the token of the operators' commands.");
    entry("NO_COLOR", "No colours, whatever its value.");
    entry("JAVA_HOME, JAVA_OPTS", "The JDK, and more options of the JVM.");
    section("FILES");
    entry(".env", "Settings, unless --env-file or SETTINGS_FILE name another file.");
    section("SIGNALS");
    entry("SIGTERM, SIGINT", "Drain for DRAIN_SECONDS and exit; a second one exits at once.");
    entry("SIGHUP", "Read settings, certificate and bans again.");
    section("EXIT STATUS");
    entry("0", "Done.");
    entry("1", "The server said no, or a test failed.");
    entry("2", "Wrong command or setting, or a port in use.");
    entry("3", "Out of memory.");
    entry("69", "The server was not reached.");
    entry("70", "The server failed; a supervisor should start it again.");
    entry("77", "The token was rejected.");
  }

  private void section(String heading) {
    line(".SH " + heading);
  }

  private void entry(String term, String meaning) {
    line(".TP");
    line("\\fB" + escaped(term) + "\\fR");
    if (!meaning.isBlank()) {
      text(meaning);
    }
  }

  private void text(String text) {
    String escaped = escaped(text);
    line(escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped);
  }

  private void line(String line) {
    page.append(line).append('\n');
  }

  private static String joined(String... lines) {
    return List.of(lines).stream()
        .map(line -> line.replace("%n", " ").replace("%%", "%").strip())
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining(" "));
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\e")
        .replace("-", "\\-")
        .codePoints()
        .mapToObj(each -> each < 128 ? Character.toString(each) : "\\[u%04X]".formatted(each))
        .collect(Collectors.joining());
  }
}
