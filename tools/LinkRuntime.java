import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/// Links the Java runtime of a release with the `jlink` of the JDK that runs this. The same JDK
/// gives the same bytes. The runtime is stripped of the JDK's debug attributes by Java alone:
/// `jlink` would call the system's `objcopy` for native code, which knows one platform only and
/// differs by version.
class LinkRuntime {

  /// @param arguments the folder to make, the modules (comma-separated), and for another platform
  ///     the folder with its jmods
  public static void main(String[] arguments) {
    var options =
        new ArrayList<>(
            List.of(
                "--add-modules",
                arguments[1],
                "--strip-java-debug-attributes",
                "--exclude-files=**.debuginfo,**.diz",
                "--no-header-files",
                "--no-man-pages",
                "--output",
                arguments[0]));
    if (arguments.length > 2) {
      options.addAll(List.of("--module-path", arguments[2]));
    }
    ToolProvider jlink = ToolProvider.findFirst("jlink").orElseThrow();
    int exitCode = jlink.run(System.out, System.err, options.toArray(String[]::new));
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }
}
