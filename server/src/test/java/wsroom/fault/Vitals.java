package wsroom.fault;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToLongFunction;

/// The resources of this process while it should hold none for any client.
///
/// @param heapKib in use after a collection
/// @param directKib in direct buffers @param residentKib of memory, as the kernel counts it; 0 if
///     unknown
/// @param threads of the platform
/// @param files open, sockets among them
record Vitals(long heapKib, long directKib, long residentKib, int threads, long files) {
  private static final int KIB = 1024;
  private static final String HEAD =
      "| round | minutes | heap after GC, MiB | direct buffers, MiB | resident, MiB | threads | open"
          + " files |\n| --- | --- | --- | --- | --- | --- | --- |";

  static Vitals now() {
    // Twice: what the first collection finds unreachable may free more.
    System.gc();
    System.gc();
    long direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    return new Vitals(
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / KIB,
        direct / KIB,
        residentKibNow(),
        ManagementFactory.getThreadMXBean().getThreadCount(),
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? unix.getOpenFileDescriptorCount()
            : 0);
  }

  static String tableHead() {
    return HEAD;
  }

  String tableRow(int round, double minutes) {
    return "| %d | %.1f | %.1f | %.1f | %.0f | %d | %d |"
        .formatted(
            round,
            minutes,
            heapKib / (double) KIB,
            directKib / (double) KIB,
            residentKib / (double) KIB,
            threads,
            files);
  }

  /// The median of some samples.
  static long median(List<Vitals> samples, ToLongFunction<Vitals> figure) {
    long[] sorted = samples.stream().mapToLong(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static long residentKibNow() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .sum();
    } catch (IOException e) {
      return 0;
    }
  }
}
