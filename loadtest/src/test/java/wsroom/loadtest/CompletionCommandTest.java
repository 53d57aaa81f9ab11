package wsroom.loadtest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The `completion` command, and the launcher's list of commands.
@Timeout(60)
class CompletionCommandTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void launcherPassesExactlyTheToolsCommandsToThem() throws Exception {
    String line =
        Files.readString(Path.of("../ws-room"))
            .lines()
            .filter(each -> each.startsWith("tools="))
            .findFirst()
            .orElseThrow();
    Set<String> commands = new HashSet<>(commandLine().getSubcommands().keySet());
    commands.remove("help");
    commands.add("bench");

    assertThat(line.replaceAll("tools=|'", "").split(" ", -1))
        .containsExactlyInAnyOrderElementsOf(commands);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void bashCompletesCommandsAndOptions() throws Exception {
    assertThat(commandLine().execute("completion", "bash")).isZero();
    Path script = Files.writeString(folder.resolve("script.bash"), out.toString());

    assertThat(completed(script, "ws-room ki")).isEqualTo("kick");
    assertThat(completed(script, "ws-room kick --rea")).isEqualTo("--reason");
    assertThat(completed(script, "ws-room check --env")).isEqualTo("--env-file");
    assertThat(completed(script, "ws-room ch")).isEqualTo("check");
  }

  @Test
  void otherShellIsRejected() {
    assertThat(commandLine().execute("completion", "fish")).isEqualTo(2);
    assertThat(err.toString()).contains("BASH, ZSH");
    assertThat(commandLine().execute("completion")).isEqualTo(2);
  }

  private CommandLine commandLine() {
    return Main.commandLine(new StringReader(""))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err));
  }

  /// What Bash offers at the end of a line.
  private static String completed(Path script, String line) throws Exception {
    String words = line.replace(' ', '\n');
    Process bash =
        new ProcessBuilder(
                List.of(
                    "bash",
                    "-c",
                    "source \"$1\"; mapfile -t COMP_WORDS <<<\"$2\"; COMP_LINE=$3;"
                        + " COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_POINT=${#COMP_LINE};"
                        + " _complete_ws-room 2>/dev/null; echo \"${COMPREPLY[*]}\"",
                    "bash",
                    script.toString(),
                    words,
                    line))
            .start();
    String said = new String(bash.getInputStream().readAllBytes(), UTF_8);
    assertThat(bash.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return said.strip();
  }
}
