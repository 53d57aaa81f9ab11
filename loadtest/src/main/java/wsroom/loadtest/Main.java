package wsroom.loadtest;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The entry of the load tool and of the person's client.
@Command(
    name = "ws-room",
    description = "Measures ws-room servers, or joins one as a person.",
    mixinStandardHelpOptions = true,
    subcommands = {LoadCommand.class})
public final class Main {
  Main() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /// @return 0 if all went well, 1 if the server did something wrong, 2 if the arguments are wrong
  static int run(String... arguments) {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .execute(arguments);
  }
}
