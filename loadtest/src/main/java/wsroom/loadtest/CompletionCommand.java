package wsroom.loadtest;

import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `completion`: prints a script with which a shell completes the commands and options.
@Command(
    name = "completion",
    customSynopsis = "ws-room completion SHELL",
    description = {
      "Prints a script with which a shell completes commands and options. For this shell only:",
      "  source <(ws-room completion bash)",
      ""
    },
    footer = {
      "",
      "For all shells of a user: put that line, with an absolute path, into ~/.bashrc or ~/.zshrc."
    })
final class CompletionCommand implements Callable<Integer> {
  /// The commands of the server's own program, with their options.
  static final Map<String, List<String>> OF_THE_SERVER =
      Map.of(
          "serve", List.of("--env-file"),
          "check", List.of("--env-file"),
          "version", List.of(),
          "bench", List.of());

  @Spec private @Nullable CommandSpec spec;

  // Only validated: the script is the same for both.
  @SuppressWarnings("UnusedVariable")
  @Parameters(paramLabel = "SHELL", description = "bash or zsh")
  private Shell shell = Shell.BASH;

  /// Shells that understand the script; zsh loads its own emulation of Bash's completion.
  private enum Shell {
    BASH,
    ZSH
  }

  @Override
  public Integer call() {
    CommandLine own = Objects.requireNonNull(spec).commandLine();
    CommandLine line = Objects.requireNonNull(own.getParent());
    OF_THE_SERVER.forEach(
        (name, options) -> {
          CommandSpec command = CommandSpec.create().name(name);
          options.forEach(
              option ->
                  command.addOption(
                      OptionSpec.builder(option).arity("1").type(File.class).build()));
          line.addSubcommand(name, command);
        });
    own.getOut().println(AutoComplete.bash("ws-room", line));
    own.getOut().flush();
    return 0;
  }
}
