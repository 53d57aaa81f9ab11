package wsroom.app;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;
import wsroom.config.BuildInfo;

/// The parsed command line.
sealed interface Command {
  /// Commands that only the launcher has.
  Set<String> TOOLS =
      Set.of(
          "join",
          "load",
          "bench",
          "events",
          "top",
          "rooms",
          "peers",
          "nodes",
          "exclusions",
          "kick",
          "pardon",
          "close",
          "open",
          "drain",
          "resume",
          "completion");

  /// Start the server.
  ///
  /// @param envFile the value of `--env-file`
  record Run(Optional<String> envFile) implements Command {}

  /// Validate the settings, print them and exit.
  ///
  /// @param envFile the value of `--env-file`
  record Check(Optional<String> envFile) implements Command {}

  /// Print this text and exit with 0.
  record Print(String text) implements Command {}

  /// The command line is invalid: print the problem and exit with an error.
  record Invalid(String problem) implements Command {}

  static Command of(String... arguments) {
    if (arguments.length == 0) {
      // The usual case, which does not load the parser's classes.
      return new Run(Optional.empty());
    }
    try {
      return of(new CommandLine(spec()).parseArgs(options(arguments)));
    } catch (UnmatchedArgumentException unknown) {
      return new Invalid("ws-room: " + unknownArgument(unknown.getUnmatched().getFirst()));
    } catch (ParameterException wrong) {
      return new Invalid("ws-room: " + wrong.getMessage() + ". See ws-room --help");
    }
  }

  private static Command of(ParseResult parsed) {
    ParseResult last = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
    Optional<String> topic = Optional.ofNullable(parsed.matchedPositionalValue(0, null));
    if (parsed.hasMatchedOption("--help") || last.hasMatchedOption("--help")) {
      return parsed.hasSubcommand() ? help(last.commandSpec().name()) : help(topic.orElse(""));
    }
    if (topic.isPresent()) {
      return new Invalid("ws-room: " + unknownArgument(topic.get()));
    }
    if (parsed.hasMatchedOption("--version")) {
      return new Print("ws-room " + BuildInfo.load() + "\n");
    }
    Optional<String> envFile =
        Optional.ofNullable(
            last.matchedOptionValue(
                "--env-file", parsed.matchedOptionValue("--env-file", (String) null)));
    return last.commandSpec().name().equals("check") ? new Check(envFile) : new Run(envFile);
  }

  private static Command help(String topic) {
    return HelpPages.of(topic)
        .<Command>map(Print::new)
        .orElseGet(
            () ->
                new Invalid(
                    "ws-room: no help on "
                        + topic
                        + ": it is neither a command here nor a group of settings. See ws-room"
                        + " --help"));
  }

  /// Translates the commands that stand for an option.
  private static String[] options(String... arguments) {
    String[] options = arguments.clone();
    switch (arguments[0]) {
      case "help" -> options[0] = "--help";
      case "version" -> options[0] = "--version";
      default -> {}
    }
    // So that the name of a command may follow, as in `help check`.
    return options[0].equals("--help") && options.length == 2 && isOurs(options[1])
        ? new String[] {options[1], options[0]}
        : options;
  }

  private static boolean isOurs(String command) {
    return List.of("serve", "check").contains(command);
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

  /// The server's part of the command line; the launcher has more commands.
  static CommandSpec spec() {
    CommandSpec spec = commandWithOptions("ws-room");
    spec.addOption(
        OptionSpec.builder("-V", "--version")
            .description("print the version and the commit")
            .versionHelp(true)
            .build());
    spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("WORD")
            .index("0")
            .arity("0..1")
            .type(String.class)
            .description("a command, or a group of settings, to print help on")
            .build());
    for (String name : Arrays.asList("serve", "check")) {
      spec.addSubcommand(name, commandWithOptions(name));
    }
    return spec;
  }

  private static CommandSpec commandWithOptions(String name) {
    return CommandSpec.create()
        .name(name)
        .addOption(
            OptionSpec.builder("--env-file")
                .paramLabel("FILE")
                .arity("1")
                .type(String.class)
                .description("read settings from FILE, below the environment (default: .env)")
                .build())
        .addOption(
            OptionSpec.builder("-h", "--help").description("print help").usageHelp(true).build());
  }
}
