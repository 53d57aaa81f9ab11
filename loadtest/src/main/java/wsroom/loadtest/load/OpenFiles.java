package wsroom.loadtest.load;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Optional;

/// The files that a process may have open: each connection is one.
final class OpenFiles {
  /// What a process has open besides: its code, its log, its selectors.
  private static final int SPARE = 100;

  private OpenFiles() {}

  /// What keeps this tool from that many connections, in a sentence for the user.
  static Optional<String> shortageOfThisTool(int connections) {
    // The JVM has raised its limit as far as it may when it started.
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        ? shortage(connections, system.getMaxFileDescriptorCount(), "this tool")
        : Optional.empty();
  }

  /// @param limit 0 if it is not known
  static Optional<String> shortage(int connections, long limit, String whose) {
    int needed = connections + SPARE;
    return limit <= 0 || needed <= limit
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%,d connections need %,d open files, but %s may have %,d: raise its limit with"
                    + " ulimit -n %d",
                connections,
                needed,
                whose,
                limit,
                needed));
  }
}
