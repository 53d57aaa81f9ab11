package wsroom.loadtest;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

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
        .addSubcommand(LoadCommand.commandLine().addMixin("help", new HelpOption()))
        .addSubcommand(new CommandLine(new JoinCommand(typed)).addMixin("help", new HelpOption()))
        .addSubcommand(
            new CommandLine(new EventsCommand(System.getenv())).addMixin("help", new HelpOption()))
        .setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Main::complain)
        .setExecutionExceptionHandler(Main::explain);
  }

  /// What went wrong in the middle, such as a server's process that is gone. Where there is nothing
  /// to say about it, it is a bug of this tool, and looks like one.
  private static int explain(Exception failed, CommandLine line, ParseResult arguments)
      throws Exception {
    if (failed instanceof IllegalStateException || failed instanceof IOException) {
      line.getErr().println("It went wrong: " + failed.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
    throw failed;
  }

  private static Charset typedCharset() {
    return Charset.forName(System.getProperty("stdin.encoding", "UTF-8"));
  }

  /// One sentence: the usage, which picocli adds, would push it out of sight.
  private static int complain(ParameterException wrong, String[] arguments) {
    CommandLine line = wrong.getCommandLine();
    line.getErr().println(wrong.getMessage());
    line.getErr()
        .println("To see all options: ./" + line.getCommandSpec().qualifiedName() + " --help");
    return CommandLine.ExitCode.USAGE;
  }
}
