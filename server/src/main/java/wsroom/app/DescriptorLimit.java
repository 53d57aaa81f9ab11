package wsroom.app;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/// Compares the process's limit of file descriptors with `MAX_CONNECTIONS`: each connection takes
/// one.
final class DescriptorLimit {
  /// The descriptors that the server uses without any client: classes, log, epoll instances.
  static final int OWN_DESCRIPTORS = 100;

  private DescriptorLimit() {}

  /// The warning to log at the start, if the limit is too low.
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
