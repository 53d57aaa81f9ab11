package wsroom.loadtest.load;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Optional;

/// Limits on open files: each connection is one.
final class OpenFiles {
  /// Other open files of a process: code, log, selectors.
  private static final int SPARE = 100;

  private OpenFiles() {}

  /// Why this tool cannot open so many connections, as a message for the user.
  static Optional<String> shortageOfThisTool(int connections) {
    // The JVM raises its limit to the maximum at start.
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        ? shortage(connections, system.getMaxFileDescriptorCount(), "this tool")
        : Optional.empty();
  }

  /// @param limit 0 if unknown
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
