package wsroom.loadtest;

import picocli.CommandLine.Option;

/// The `--help` option. There is no `--version`: the launcher prints it.
final class HelpOption {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean wanted;
}
