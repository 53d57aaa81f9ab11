package wsroom.loadtest.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/// Where and when runs were made, so that their figures can be compared later.
///
/// @param date the start of the first run
/// @param tool the version of this tool
/// @param java the version of its JVM
/// @param cpu the processors' model, as the kernel names it
/// @param kernel the operating system and its version
/// @param servers the version that each server reports, by its URI; unknown if it reports none
public record Environment(
    Instant date,
    String tool,
    String java,
    String cpu,
    int processors,
    String kernel,
    Map<String, String> servers) {
  public static final String UNKNOWN = "unknown";

  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  public Environment {
    date = date.truncatedTo(ChronoUnit.SECONDS);
    servers = new TreeMap<>(servers);
  }

  /// The environment of this process.
  public static Environment here(Instant date, Map<String, String> servers) {
    String version =
        Optional.ofNullable(Environment.class.getPackage())
            .map(Package::getImplementationVersion)
            .orElse(UNKNOWN);
    return new Environment(
        date,
        version,
        System.getProperty("java.vm.version", UNKNOWN),
        cpuModel(),
        Runtime.getRuntime().availableProcessors(),
        "%s %s %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")),
        servers);
  }

  private static String cpuModel() {
    try {
      return cpuModel(Files.readString(CPU_INFO));
    } catch (IOException notLinux) {
      return UNKNOWN;
    }
  }

  /// The model in the text of `/proc/cpuinfo`; ARM's kernels name none.
  static String cpuModel(String cpuInfo) {
    return cpuInfo
        .lines()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .filter(model -> !model.isEmpty())
        .findFirst()
        .orElse(UNKNOWN);
  }

  /// What a reader needs to know, by name, in the order of importance.
  SequencedMap<String, String> entries() {
    var entries = new LinkedHashMap<String, String>();
    entries.put("date", date.toString());
    servers.forEach((uri, version) -> entries.put("server " + uri, version));
    entries.put("tool", tool);
    entries.put("CPU", processors + " × " + cpu);
    entries.put("kernel", kernel);
    entries.put("Java of the tool", java);
    return entries;
  }
}
