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
import wsroom.operator.OperatorCommands;
import wsroom.operator.ToolContext;

/// Command line of the tools: the load tool, the interactive client, the operators' commands.
@Command(
    name = "ws-room",
    description = "Load-tests ws-room servers, joins one interactively, or operates one.",
    subcommands = CommandLine.HelpCommand.class)
public final class Main {
  Main() {}

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT); // the same number format everywhere
    Reader typed = new InputStreamReader(System.in, typedCharset());
    System.exit(commandLine(typed, arguments).execute(arguments));
  }

  /// With all commands.
  ///
  /// @param typed input of the user
  static CommandLine commandLine(Reader typed) {
    return commandLine(typed, new String[0]);
  }

  /// The exit code is 0 on success, 1 if the server is at fault, and 2 for wrong arguments.
  ///
  /// @param arguments if they begin with `join`, no other command is set up: picocli reads the
  ///     options of each by reflection, which would be a good part of a short start
  private static CommandLine commandLine(Reader typed, String... arguments) {
    CommandLine line = new CommandLine(new Main());
    line.addSubcommand(new CommandLine(new JoinCommand(typed)).addMixin("help", new HelpOption()));
    if (arguments.length == 0 || !arguments[0].equals("join")) {
      addOthers(line);
    }
    return line.setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Main::printUsageError)
        .setExecutionExceptionHandler(Main::printFailure);
  }

  private static void addOthers(CommandLine line) {
    ToolContext context = ToolContext.ofProcess();
    line.addSubcommand(LoadCommand.commandLine().addMixin("help", new HelpOption()))
        .addSubcommand(
            new CommandLine(new EventsCommand(context)).addMixin("help", new HelpOption()))
        .addSubcommand(new CommandLine(new CompletionCommand()).addMixin("help", new HelpOption()));
    OperatorCommands.all(context)
        .forEach(command -> line.addSubcommand(command.addMixin("help", new HelpOption())));
  }

  /// Prints an expected failure, such as that the server process has exited. Any other exception is
  /// a bug of this tool and keeps its stack trace.
  private static int printFailure(Exception failed, CommandLine line, ParseResult arguments)
      throws Exception {
    if (failed instanceof IllegalStateException || failed instanceof IOException) {
      line.getErr().println("failed: " + failed.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
    throw failed;
  }

  private static Charset typedCharset() {
    return Charset.forName(System.getProperty("stdin.encoding", "UTF-8"));
  }

  /// Prints the message only: the usage that picocli adds would scroll it out of sight.
  private static int printUsageError(ParameterException wrong, String[] arguments) {
    CommandLine line = wrong.getCommandLine();
    line.getErr().println(wrong.getMessage());
    line.getErr().println("All options: ./" + line.getCommandSpec().qualifiedName() + " --help");
    return CommandLine.ExitCode.USAGE;
  }
}
