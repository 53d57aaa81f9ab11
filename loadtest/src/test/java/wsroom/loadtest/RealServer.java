package wsroom.loadtest;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// This project's server as a process on a free loopback port. The tool shares no class with it.
final class RealServer implements AutoCloseable {
  private static final Pattern LISTENS = Pattern.compile(".* listens on .*:(\\d+)");

  private final Process process;
  private final int port;

  private RealServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static RealServer start(Map<String, String> settings) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "@" + Path.of("..", "jvm.options"),
                    "-cp",
                    classPath(),
                    "wsroom.app.Main"))
            .redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.endsWith("JAVA_OPTIONS"));
    builder
        .environment()
        .putAll(
            Map.of(
                "HTTP_SERVER_HOST", "127.0.0.1",
                "HTTP_SERVER_PORT", "0",
                "ETH_RPC_URL", "off",
                "DRAIN_SECONDS", "0"));
    builder.environment().putAll(settings);
    Process process = builder.start();
    try {
      return new RealServer(process, portOf(process.inputReader()));
    } catch (IOException | RuntimeException | Error e) {
      process.destroyForcibly();
      throw e;
    }
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /// The tool's libraries do not log, and the server must log its port.
  private static String classPath() {
    String all =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Stream.of(all.split(File.pathSeparator, -1))
        .filter(entry -> !entry.contains("slf4j-nop"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static int portOf(BufferedReader output) throws IOException {
    StringBuilder said = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      Matcher matcher = LISTENS.matcher(line);
      if (matcher.matches()) {
        return Integer.parseInt(matcher.group(1));
      }
      said.append(line).append('\n');
    }
    throw new AssertionError("it only said " + said);
  }
}
