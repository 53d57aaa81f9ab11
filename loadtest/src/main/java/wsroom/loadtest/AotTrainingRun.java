package wsroom.loadtest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The training run for the tools' AOT cache: starts a server, joins a room of it, says a line and
/// leaves, and lists its rooms. The launcher runs it once under `-XX:AOTCacheOutput`, so that the
/// JVM records the classes that the commands need.
public final class AotTrainingRun {
  /// Of a server that only this process reaches, for as long as the run takes.
  private static final String TOKEN = "aot-training-run-" + System.nanoTime();

  private static final Map<String, String> SETTINGS =
      Map.of(
          "HTTP_SERVER_PORT",
          "0",
          "HTTP_SERVER_HOST",
          "127.0.0.1",
          "ETH_RPC_URL",
          "off",
          "ADMIN_TOKEN",
          TOKEN,
          // No .env of the working directory.
          "SETTINGS_FILE",
          "/dev/null");
  private static final Pattern LISTENS = Pattern.compile("listens on .*:(\\d+)$");
  private static final int MAX_SECONDS = 60;

  private AotTrainingRun() {}

  /// @param command the command that starts a server
  public static void main(String[] command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // The user's settings could ask for TLS, or a port in use.
    builder.environment().clear();
    builder.environment().putAll(SETTINGS);
    Process server = builder.start();
    // A training run that hangs must not hang the start that waits for it.
    CompletableFuture.delayedExecutor(MAX_SECONDS, TimeUnit.SECONDS)
        .execute(
            () -> {
              server.destroyForcibly();
              Runtime.getRuntime().halt(1);
            });
    int exitCode;
    try (BufferedReader lines = server.inputReader()) {
      String port = awaitPort(lines);
      String room = "ws://127.0.0.1:" + port + "/rooms/aot-training";
      exitCode = Main.commandLine(new StringReader("hello\n")).execute("join", room);
      exitCode |=
          Main.commandLine(new StringReader(""))
              .execute("rooms", "--url", "http://127.0.0.1:" + port, "--token", TOKEN);
    } finally {
      server.destroy();
    }
    System.exit(exitCode);
  }

  private static String awaitPort(BufferedReader lines) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Matcher port = LISTENS.matcher(line);
      if (port.find()) {
        return port.group(1);
      }
    }
    throw new IOException("the server ended before it listened");
  }
}
