package wsroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import wsroom.app.Command.Check;
import wsroom.app.Command.Invalid;
import wsroom.app.Command.Print;
import wsroom.app.Command.Run;
import wsroom.config.ServerConfig;
import wsroom.config.Setting;

class CommandTest {
  private static final Run RUN = new Run(Optional.empty());

  @Test
  void withoutArgumentsTheServerRuns() {
    assertThat(Command.of()).isEqualTo(RUN);
  }

  @Test
  void helpFitsAScreenAndNamesEachGroupOfSettings() {
    String help = printed("--help");

    assertThat(help).startsWith("Usage: ws-room ");
    assertThat(help.lines().count()).isLessThanOrEqualTo(40);
    assertThat(HelpPages.groups()).contains("limits", "data-path", "tls");
    assertThat(help.split("[\\s,]+", -1)).containsAll(HelpPages.groups());
    assertThat(help.split("[\\s,\\[]+", -1)).containsAll(Command.TOOLS);
  }

  @Test
  void settingsAreListedWithDefaultAndUnit() {
    String help = printed("help", "settings");

    assertThat(help).contains("  HTTP_SERVER_PORT=5000 TCP port\n");
    assertThat(help).contains("  HANDSHAKE_TIMEOUT=5000 ms\n");
    assertThat(help).contains("  WKC_METRICS_BEARER_TOKEN (not set)\n");
    // Long lines are wrapped.
    String unwrapped = help.replaceAll("\\s+", " ");
    for (Setting setting : ServerConfig.settings()) {
      assertThat(unwrapped).contains(" " + setting.name(), "Allowed: " + setting.allowed());
    }
  }

  static List<String> groups() {
    return HelpPages.groups();
  }

  @ParameterizedTest
  @MethodSource("groups")
  void groupHasAPage(String group) {
    assertThat(printed("--help", group)).contains("Allowed: ").isEqualTo(printed("help", group));
    assertThat(printed("settings", "--help")).contains(printed("help", group).strip());
  }

  @Test
  void pageOfAGroupHasNoOtherSettings() {
    assertThat(printed("--help", "limits")).contains("MAX_CONNECTIONS").doesNotContain("LOG_LEVEL");
    assertThat(printed("--help", "Data-Path")).contains("FLUSH_WINDOW_MS");
    assertThat(printed("help", "log_level")).contains("LOG_LEVEL").doesNotContain("LOG_FORMAT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "settings", "check"})
  void helpFitsATerminalOf80Columns(String topic) {
    assertThat(HelpPages.of(topic).orElseThrow().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void versionSaysVersionAndCommit() {
    assertThat(printed("--version")).matches("ws-room [0-9]+\\.[^ ]+ \\(commit [0-9a-z]+\\)\n");
    assertThat(printed("-V")).isEqualTo(printed("--version"));
  }

  @Test
  void invalidCommandLineIsRejectedInOneLine() {
    assertThat(Command.of("--hlep"))
        .isEqualTo(new Invalid("ws-room: unknown option --hlep. See ws-room --help"));
    assertThat(Command.of("5001"))
        .isEqualTo(
            new Invalid(
                "ws-room: unknown command 5001; settings are environment variables. See ws-room"
                    + " --help"));
    assertThat(Command.of("join"))
        .isEqualTo(
            new Invalid(
                "ws-room: join is a command of the launcher, ./ws-room in a clone; this is the"
                    + " server alone"));
    assertThat(Command.of("join", "ws://localhost:5000/rooms/plaza")).isInstanceOf(Invalid.class);
    assertThat(Command.of("help", "limit"))
        .isEqualTo(
            new Invalid(
                "ws-room: no help on limit: it is neither a command here nor a group of settings."
                    + " See ws-room --help"));
    assertThat(Command.of("check", "--env-file"))
        .isInstanceOfSatisfying(
            Invalid.class, wrong -> assertThat(wrong.problem()).contains("--env-file"));
    assertThat(Command.of("check", "now")).isInstanceOf(Invalid.class);
  }

  @Test
  void commandsWorkLikeOptions() {
    assertThat(Command.of("serve")).isEqualTo(RUN);
    assertThat(printed("help")).isEqualTo(printed("--help")).isEqualTo(printed("-h"));
    assertThat(printed("version")).isEqualTo(printed("--version"));
    assertThat(Command.of("serve", "--help")).isEqualTo(new Print(printed("--help")));
    assertThat(Command.of("help", "serve")).isEqualTo(new Print(printed("--help")));
    assertThat(printed("help", "check")).startsWith("Usage: ws-room check");
    assertThat(printed("check", "-h")).isEqualTo(printed("help", "check"));
    assertThat(Command.of("serve", "5001")).isInstanceOf(Invalid.class);
  }

  @Test
  void envFileIsAnOptionOfServeAndCheck() {
    Optional<String> file = Optional.of("a b.env");

    assertThat(Command.of("--env-file", "a b.env")).isEqualTo(new Run(file));
    assertThat(Command.of("serve", "--env-file=a b.env")).isEqualTo(new Run(file));
    assertThat(Command.of("--env-file", "a b.env", "serve")).isEqualTo(new Run(file));
    assertThat(Command.of("check", "--env-file", "a b.env")).isEqualTo(new Check(file));
    assertThat(Command.of("check")).isEqualTo(new Check(Optional.empty()));
  }

  /// The launcher has a list of its own.
  @Test
  void launcherKnowsEachCommandOfTheTools() throws Exception {
    String launcher = Files.readString(Path.of("../ws-room"));
    String line =
        launcher.lines().filter(each -> each.startsWith("tools=")).findFirst().orElseThrow();

    assertThat(line.substring("tools=".length()).replace("'", "").strip().split(" +", -1))
        .containsExactlyInAnyOrderElementsOf(Command.TOOLS);
  }

  private static String printed(String... arguments) {
    return switch (Command.of(arguments)) {
      case Print command -> command.text();
      case Command other -> throw new AssertionError(other);
    };
  }
}
