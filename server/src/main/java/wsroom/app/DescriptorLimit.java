package wsroom.app;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/// How many file descriptors the process may have: each connection takes one.
final class DescriptorLimit {
  /// Those that the server has without any client: its classes, its log, its epoll instances.
  static final int OWN_DESCRIPTORS = 100;

  private DescriptorLimit() {}

  /// What an operator should know at the start, if there is something.
  static Optional<String> warning(int maxConnections) {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? warning(maxConnections, unix.getMaxFileDescriptorCount())
        : Optional.empty();
  }

  /// @param maxConnections 0 for no limit
  /// @param maxDescriptors of the process
  static Optional<String> warning(int maxConnections, long maxDescriptors) {
    return maxConnections + OWN_DESCRIPTORS > maxDescriptors
        ? Optional.of(
            "MAX_CONNECTIONS is "
                + maxConnections
                + ", but the process may have only "
                + maxDescriptors
                + " file descriptors, of which the server itself takes up to "
                + OWN_DESCRIPTORS
                + ": raise that limit (ulimit -n, LimitNOFILE) or lower MAX_CONNECTIONS")
        : Optional.empty();
  }
}
