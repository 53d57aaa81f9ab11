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

/// What the command line asks for.
sealed interface Command {
  /// Words that only the launcher knows.
  Set<String> TOOLS = Set.of("join", "events", "load", "bench");

  /// Start the server.
  record Run() implements Command {}

  /// Print this and end well.
  record Print(String text) implements Command {}

  /// Say what is wrong with the command line and end badly.
  record Refuse(String problem) implements Command {}

  static Command of(String... arguments) {
    if (arguments.length == 0) {
      // The usual case: the parser's classes need not even be loaded.
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
      return new Refuse("ws-room: " + notUnderstood(unknown.getUnmatched().getFirst()));
    } catch (ParameterException wrong) {
      return new Refuse("ws-room: " + wrong.getMessage() + ". See ws-room --help");
    }
  }

  /// The words that mean an option.
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

  private static String notUnderstood(String argument) {
    if (TOOLS.contains(argument)) {
      return argument
          + " is a word of the launcher, ./ws-room in a clone; this is the server alone";
    }
    if (argument.startsWith("-")) {
      return "there is no option " + argument + ". See ws-room --help";
    }
    return "there is no command "
        + argument
        + "; settings are environment variables. See ws-room --help";
  }

  private static CommandSpec spec() {
    var spec =
        CommandSpec.create()
            .name("ws-room")
            .addOption(
                OptionSpec.builder("-h", "--help").description("Say this").usageHelp(true).build())
            .addOption(
                OptionSpec.builder("-V", "--version")
                    .description("Say which version and commit this is")
                    .versionHelp(true)
                    .build());
    var usage = spec.usageMessage();
    usage.customSynopsis(
        "ws-room                 start the server; ws-room serve is the same",
        "       ws-room help [WORD]     say this, or more about one of these words",
        "       ws-room version         say which version and commit this is",
        "       ws-room join URI        enter a room yourself, in this terminal",
        "       ws-room events URI      hear what happens on a server, as an operator",
        "       ws-room load [options]  measure a server; --help says more",
        "       ws-room bench [NAME]    measure the parts of its data path");
    var sections = new ArrayList<>(usage.sectionKeys());
    sections.add("settings");
    usage.sectionKeys(sections);
    usage.sectionMap().put("settings", help -> SettingsHelp.text());
    return spec;
  }
}
