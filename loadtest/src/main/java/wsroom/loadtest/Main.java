package wsroom.loadtest;

import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/// The entry of the load tool and of the person's client.
@Command(
    name = "ws-room",
    description = "Measures ws-room servers, or joins one as a person.",
    mixinStandardHelpOptions = true,
    subcommands = {LoadCommand.class})
public final class Main {
  Main() {}

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT); // figures look the same everywhere
    System.exit(run(arguments));
  }

  /// @return 0 if all went well, 1 if the server did something wrong, 2 if the arguments are wrong
  static int run(String... arguments) {
    return commandLine().execute(arguments);
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Main::complain);
  }

  /// One sentence: the usage, which picocli adds, would push it out of sight.
  private static int complain(ParameterException wrong, String[] arguments) {
    CommandLine line = wrong.getCommandLine();
    line.getErr().println(wrong.getMessage());
    line.getErr()
        .println("To see all options: " + line.getCommandSpec().qualifiedName() + " --help");
    return CommandLine.ExitCode.USAGE;
  }
}
