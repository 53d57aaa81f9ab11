package wsroom.loadtest;

import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/// The entry of the load tool and of the person's client.
@Command(
    name = "ws-room",
    description = "Measures ws-room servers, or joins one as a person.",
    subcommands = CommandLine.HelpCommand.class)
public final class Main {
  Main() {}

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT); // figures look the same everywhere
    System.exit(commandLine(new InputStreamReader(System.in, typedCharset())).execute(arguments));
  }

  /// The exit code is 0 if all went well, 1 if the server did something wrong, and 2 if the
  /// arguments are wrong.
  ///
  /// @param typed what a person types
  static CommandLine commandLine(Reader typed) {
    return new CommandLine(new Main())
        .addSubcommand(new CommandLine(new LoadCommand()).addMixin("help", new HelpOption()))
        .addSubcommand(new CommandLine(new JoinCommand(typed)).addMixin("help", new HelpOption()))
        .addSubcommand(
            new CommandLine(new EventsCommand(System.getenv())).addMixin("help", new HelpOption()))
        .setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Main::complain);
  }

  private static Charset typedCharset() {
    return Charset.forName(System.getProperty("stdin.encoding", "UTF-8"));
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
