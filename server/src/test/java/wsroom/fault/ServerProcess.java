package wsroom.fault;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A server in its own process, with the JVM options of production.
final class ServerProcess implements AutoCloseable {
  private static final int MAX_LINE_SECONDS = 60;
  private static final Pattern PORT = Pattern.compile(".* listens on .*:(\\d+)");
  private static final int PATIENCE_SECONDS = 60;

  private final Process process;
  private final BufferedReader output;
  private final List<String> lines = new ArrayList<>();

  private ServerProcess(Process process) {
    this.process = process;
    this.output = process.inputReader();
  }

  /// @param jvmOptions beyond those in `jvm.options`
  static ServerProcess start(List<String> jvmOptions, Map<String, String> settings, Output stdout)
      throws IOException {
    return start(List.of(), classPath(), jvmOptions, settings, stdout);
  }

  /// The same with other classes of the server in place of its own.
  static ServerProcess startWithout(Path classes, Path instead, Map<String, String> settings)
      throws IOException {
    String own = classes.toAbsolutePath().toString();
    return start(
        List.of(),
        classPath().replace(own + File.pathSeparator, instead + File.pathSeparator),
        List.of(),
        settings,
        Output.READ);
  }

  /// Limits its file descriptors.
  static ServerProcess startWithFiles(int most) throws IOException {
    return start(
        List.of("sh", "-c", "ulimit -n " + most + " && exec \"$@\"", "sh"),
        classPath(),
        List.of(),
        Map.of(),
        Output.READ);
  }

  /// Started through other commands, such as those that enter a network namespace.
  static ServerProcess startBy(
      List<String> wrapper, List<String> jvmOptions, Map<String, String> settings)
      throws IOException {
    return start(wrapper, classPath(), jvmOptions, settings, Output.READ);
  }

  /// In its own folder, started through other commands.
  ///
  /// @param wrapper starts the command that is its last arguments
  static ServerProcess startIn(Path folder, List<String> wrapper, List<String> jvmOptions)
      throws IOException {
    // Fewer connections than any machine has file descriptors: else the start warns of that.
    return start(
        wrapper,
        classPath(),
        jvmOptions,
        Map.of("MAX_CONNECTIONS", "500"),
        builder -> builder.directory(folder.toFile()));
  }

  static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private static ServerProcess start(
      List<String> wrapper,
      String classPath,
      List<String> jvmOptions,
      Map<String, String> settings,
      Output stdout)
      throws IOException {
    List<String> command = new ArrayList<>(wrapper);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + Path.of("..", "jvm.options").toAbsolutePath());
    command.addAll(jvmOptions);
    command.add("-cp");
    command.add(classPath);
    command.add("wsroom.app.Main");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
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
    stdout.of(builder);
    return new ServerProcess(builder.start());
  }

  /// Where a process logs to.
  @FunctionalInterface
  interface Output {
    void of(ProcessBuilder builder);

    /// To the test.
    Output READ = builder -> {};

    static Output file(Path file) {
      return builder -> builder.redirectErrorStream(false).redirectOutput(file.toFile());
    }
  }

  /// Reads lines until one matches.
  Matcher awaitsLine(Pattern pattern) throws IOException {
    // A line that never comes is a failure, not a test that hangs.
    var limit =
        CompletableFuture.runAsync(
            process::destroyForcibly,
            CompletableFuture.delayedExecutor(MAX_LINE_SECONDS, TimeUnit.SECONDS));
    try {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.add(line);
        Matcher matcher = pattern.matcher(line);
        if (matcher.matches()) {
          return matcher;
        }
      }
    } finally {
      limit.cancel(false);
    }
    throw new AssertionError("it only said " + lines);
  }

  /// The listen address from its log.
  InetSocketAddress awaitsAddress() throws IOException {
    return at(Integer.parseInt(awaitsLine(PORT).group(1)));
  }

  static InetSocketAddress at(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /// Sends a terminating signal, and leaves its output open: `Process.destroy` would close that.
  void terminate() {
    process.toHandle().destroy();
  }

  /// Waits for its end.
  ///
  /// @return the exit code
  int awaitsExit() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end; it said " + lines);
    }
    return process.exitValue();
  }

  /// All of its output, once it has ended.
  String said() throws IOException {
    output.lines().forEach(lines::add);
    return String.join("\n", lines);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
