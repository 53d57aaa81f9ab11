package wsroom.operator;

import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/// The operators' commands, for the command line that has them.
public final class OperatorCommands {
  private static final String[] FOOTER = {
    "",
    "Exit code: 0 done, 1 rejected by the server, 2 wrong command, 69 server not",
    "reached, 77 token rejected."
  };

  private OperatorCommands() {}

  public static List<CommandLine> all(ToolContext context) {
    return Stream.of(
            new TopCommand(context),
            new RoomsCommand(context),
            new PeersCommand(context),
            new NodesCommand(context),
            new ExclusionsCommand(context),
            new ActionCommands.Kick(context),
            new ActionCommands.Pardon(context),
            new ActionCommands.Close(context),
            new ActionCommands.Open(context),
            new ActionCommands.Drain(context),
            new ActionCommands.Resume(context))
        .map(OperatorCommands::commandLine)
        .toList();
  }

  private static CommandLine commandLine(OperatorCommand command) {
    CommandLine line = new CommandLine(command);
    UsageMessageSpec usage = line.getCommandSpec().usageMessage();
    usage.sortOptions(false);
    usage.footer(FOOTER);
    return line;
  }
}
