package wsroom;

import java.util.ArrayList;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/// What the command line asks for.
sealed interface Command {

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
      var parsed = line.parseArgs(arguments);
      if (parsed.hasMatchedOption("--help")) {
        return new Print(line.getUsageMessage());
      }
      if (parsed.hasMatchedOption("--version")) {
        return new Print("ws-room " + BuildInfo.load() + "\n");
      }
      return new Run();
    } catch (ParameterException wrong) {
      return new Refuse("ws-room: " + wrong.getMessage() + ". See ws-room --help");
    }
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
        "ws-room                 start the server",
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
