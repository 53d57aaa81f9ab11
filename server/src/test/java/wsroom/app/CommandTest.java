package wsroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import wsroom.app.Command.Invalid;
import wsroom.app.Command.Print;
import wsroom.app.Command.Run;
import wsroom.config.ServerConfig;
import wsroom.config.Setting;

class CommandTest {

  @Test
  void withoutArgumentsTheServerRuns() {
    assertThat(Command.of()).isEqualTo(new Run());
  }

  @Test
  void helpListsEverySettingWithItsDefaultAndUnit() {
    String help = printed("--help");

    assertThat(help).startsWith("Usage: ws-room ");
    assertThat(help).contains("  HTTP_SERVER_PORT=5000 TCP port\n");
    assertThat(help).contains("  HANDSHAKE_TIMEOUT=5000 ms\n");
    assertThat(help).contains("  WKC_METRICS_BEARER_TOKEN (not set)\n");
    for (Setting setting : ServerConfig.settings()) {
      assertThat(help).contains("  " + setting.name(), "Allowed: " + setting.allowed());
    }
  }

  @Test
  void helpFitsATerminalOf80Columns() {
    assertThat(printed("-h").lines()).allMatch(line -> line.length() <= 80);
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
    assertThat(Command.of("join", "ws://localhost:5000/rooms/plaza"))
        .isEqualTo(
            new Invalid(
                "ws-room: join is a command of the launcher, ./ws-room in a clone; this is the"
                    + " server alone"));
  }

  @Test
  void commandsWorkLikeOptions() {
    assertThat(Command.of("serve")).isEqualTo(new Run());
    assertThat(printed("help")).isEqualTo(printed("--help"));
    assertThat(printed("version")).isEqualTo(printed("--version"));
    assertThat(Command.of("serve", "--help")).isEqualTo(new Print(printed("--help")));
    assertThat(Command.of("serve", "5001")).isInstanceOf(Invalid.class);
  }

  private static String printed(String argument) {
    return switch (Command.of(argument)) {
      case Print command -> command.text();
      case Run command -> throw new AssertionError(command);
      case Invalid command -> throw new AssertionError(command);
    };
  }
}
