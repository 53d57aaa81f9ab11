package wsroom.loadtest;

import picocli.CommandLine.Option;

/// `--help` alone: the version is the launcher's to tell.
final class HelpOption {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean wanted;
}
