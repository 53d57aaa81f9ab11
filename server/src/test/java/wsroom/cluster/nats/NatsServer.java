package wsroom.cluster.nats;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A real nats-server on a free port of the loopback interface, which can be killed, frozen and
/// started again with what it had stored.
public final class NatsServer implements AutoCloseable {
  private static final int START_SECONDS = 20;
  private final Path folder;
  private final List<String> options;
  private final int port = freePort();
  private Process process;

  /// @param options beyond the address and JetStream
  public NatsServer(Path folder, String... options) throws IOException, InterruptedException {
    this.folder = folder;
    this.options = List.of(options);
    start();
  }

  /// Whether there is a nats-server on the PATH. Tests that need one are skipped otherwise.
  public static boolean isInstalled() {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .anyMatch(at -> Files.isExecutable(Path.of(at, "nats-server")));
  }

  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  public int port() {
    return port;
  }

  public URI url() {
    return URI.create("nats://127.0.0.1:" + port);
  }

  /// Starts it, again too, and waits until it listens.
  public void start() throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "nats-server",
                "-a",
                "127.0.0.1",
                "-p",
                Integer.toString(port),
                "-js",
                "-sd",
                folder.resolve("store-" + port).toString()));
    command.addAll(options);
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve("nats-" + port + ".log").toFile()))
            .start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!listens()) {
      if (!process.isAlive() || System.nanoTime() - deadline > 0) {
        throw new AssertionError(Files.readString(folder.resolve("nats-" + port + ".log")));
      }
      process.waitFor(10, TimeUnit.MILLISECONDS);
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  /// Ends it without notice.
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  public void freeze() throws IOException, InterruptedException {
    signal("STOP");
  }

  public void thaw() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  @Override
  public void close() throws IOException {
    try {
      kill();
    } catch (InterruptedException e) {
      throw new IOException("interrupted while the NATS server ended", e);
    }
  }
}
