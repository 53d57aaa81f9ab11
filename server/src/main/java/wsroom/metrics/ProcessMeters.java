package wsroom.metrics;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// The meters of the process, under the names of Prometheus' own client libraries, so that common
/// dashboards and alerts find them. `process_start_time_seconds` is Micrometer's.
final class ProcessMeters {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final long BYTES_PER_KIB = 1024;

  /// This file has the memory in KiB, whatever the page size.
  private static final Path STATUS = Path.of("/proc/self/status");

  private static final String RESIDENT = "VmRSS:";

  private ProcessMeters() {}

  /// Registers the meters that the platform supports.
  static void show(Meters meters) {
    var platform = ManagementFactory.getOperatingSystemMXBean();
    if (platform instanceof OperatingSystemMXBean system) {
      meters.readFraction(
          MeterName.PROCESS_CPU, () -> system.getProcessCpuTime() / NANOS_PER_SECOND);
    }
    if (platform instanceof UnixOperatingSystemMXBean unix) {
      meters.gauge(MeterName.PROCESS_OPEN_FILES, unix::getOpenFileDescriptorCount);
      meters.gauge(MeterName.PROCESS_MOST_FILES, unix::getMaxFileDescriptorCount);
    }
    if (Files.isReadable(STATUS)) {
      meters.gauge(MeterName.PROCESS_RESIDENT_MEMORY, ProcessMeters::residentBytes);
    }
  }

  /// The processor time of this process; -1 if the platform does not tell.
  static long cpuNanos() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : -1;
  }

  /// `NaN` if the file cannot be read, such as when the process has no free file descriptor.
  private static double residentBytes() {
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith(RESIDENT))
          .mapToDouble(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * BYTES_PER_KIB)
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException e) {
      return Double.NaN;
    }
  }
}
