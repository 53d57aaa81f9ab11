package wsroom.app;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;
import wsroom.config.BuildInfo;

/// The parsed command line.
sealed interface Command {
  /// Commands that only the launcher has.
  Set<String> TOOLS = Set.of("join", "events", "load", "bench");

  /// Start the server.
  record Run() implements Command {}

  /// Print this text and exit with 0.
  record Print(String text) implements Command {}

  /// The command line is invalid: print the problem and exit with an error.
  record Invalid(String problem) implements Command {}

  static Command of(String... arguments) {
    if (arguments.length == 0) {
      // The usual case, which does not load the parser's classes.
      return new Run();
    }
    var line = new CommandLine(spec());
    try {
      var parsed = line.parseArgs(options(arguments));
      if (parsed.hasMatchedOption("--help")) {
        return new Print(line.getUsageMessage());
      }
      if (parsed.hasMatchedOption("--version")) {
        return new Print("ws-room " + BuildInfo.load() + "\n");
      }
      return new Run();
    } catch (UnmatchedArgumentException unknown) {
      return new Invalid("ws-room: " + unknownArgument(unknown.getUnmatched().getFirst()));
    } catch (ParameterException wrong) {
      return new Invalid("ws-room: " + wrong.getMessage() + ". See ws-room --help");
    }
  }

  /// Translates the commands that stand for an option.
  private static String[] options(String... arguments) {
    String[] options = arguments.clone();
    switch (arguments[0]) {
      case "serve" -> options = Arrays.copyOfRange(arguments, 1, arguments.length);
      case "help" -> options[0] = "--help";
      case "version" -> options[0] = "--version";
      default -> {}
    }
    return options;
  }

  private static String unknownArgument(String argument) {
    if (TOOLS.contains(argument)) {
      return argument
          + " is a command of the launcher, ./ws-room in a clone; this is the server alone";
    }
    if (argument.startsWith("-")) {
      return "unknown option " + argument + ". See ws-room --help";
    }
    return "unknown command "
        + argument
        + "; settings are environment variables. See ws-room --help";
  }

  private static CommandSpec spec() {
    var spec =
        CommandSpec.create()
            .name("ws-room")
            .addOption(
                OptionSpec.builder("-h", "--help")
                    .description("Print this help")
                    .usageHelp(true)
                    .build())
            .addOption(
                OptionSpec.builder("-V", "--version")
                    .description("Print the version and the commit")
                    .versionHelp(true)
                    .build());
    var usage = spec.usageMessage();
    usage.customSynopsis(
        "ws-room                 start the server; ws-room serve is the same",
        "       ws-room help [COMMAND]  print this help, or that of a command",
        "       ws-room version         print the version and the commit",
        "       ws-room join URI        join a room in this terminal",
        "       ws-room events URI      print a server's events, as an operator",
        "       ws-room load [options]  load-test a server; see --help",
        "       ws-room bench [NAME]    run the benchmarks of its data path");
    var sections = new ArrayList<>(usage.sectionKeys());
    sections.add("settings");
    usage.sectionKeys(sections);
    usage.sectionMap().put("settings", help -> SettingsHelp.text());
    return spec;
  }
}
