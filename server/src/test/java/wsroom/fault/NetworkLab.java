package wsroom.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Creates network namespaces: one for a server, and one at the end of each line, which `tc`
/// throttles as a router does. They reach no other network.
///
/// Confined to the thread of the test.
final class NetworkLab implements AutoCloseable {
  /// A line's burst and the length of its queue.
  private static final String SHAPE = "burst 16kb latency 1500ms";

  private static final Pattern BACKLOG = Pattern.compile("backlog (\\d+)([KM]?)b ");

  private final String name = "wsroom-" + ProcessHandle.current().pid();
  private final List<String> namespaces = new ArrayList<>();
  private int lines;

  /// A line from the server to a client.
  ///
  /// @param server the server's address on it
  record Line(String namespace, String device, String server, int bytesPerSecond) {}

  /// The missing requirement of this machine, if there is one.
  static Optional<String> whyNot() {
    try {
      run("ip", "netns", "add", "wsroom-probe-" + ProcessHandle.current().pid());
      try {
        run("tc", "-V");
      } finally {
        run("ip", "netns", "del", "wsroom-probe-" + ProcessHandle.current().pid());
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("network namespaces and tc are needed: " + e.getMessage());
    }
  }

  NetworkLab() throws IOException {
    namespace(serverNamespace());
  }

  Line line(int kilobitsPerSecond) throws IOException {
    lines++;
    String end = namespace(name + "-" + lines);
    String device = "line" + lines;
    String network = "10.77." + lines + ".";
    run(
        ("ip link add "
                + device
                + " netns "
                + serverNamespace()
                + " type veth peer name eth0 netns "
                + end)
            .split(" ", -1));
    run(
        ("ip -n " + serverNamespace() + " addr add " + network + "1/24 dev " + device)
            .split(" ", -1));
    run(("ip -n " + end + " addr add " + network + "2/24 dev eth0").split(" ", -1));
    run(("ip -n " + serverNamespace() + " link set " + device + " up").split(" ", -1));
    run(("ip -n " + end + " link set eth0 up").split(" ", -1));
    run(
        ("tc -n "
                + serverNamespace()
                + " qdisc add dev "
                + device
                + " root tbf rate "
                + kilobitsPerSecond
                + "kbit "
                + SHAPE)
            .split(" ", -1));
    return new Line(end, device, network + "1", kilobitsPerSecond * 1000 / 8);
  }

  /// The current delay in the line's own queue.
  double queueMillis(Line line) throws IOException {
    Matcher backlog =
        BACKLOG.matcher(
            run("tc", "-n", serverNamespace(), "-s", "qdisc", "show", "dev", line.device()));
    if (!backlog.find()) {
      throw new IOException("no queue");
    }
    int unit = backlog.group(2).isEmpty() ? 1 : backlog.group(2).equals("K") ? 1024 : 1024 * 1024;
    return 1000.0 * unit * Integer.parseInt(backlog.group(1)) / line.bytesPerSecond();
  }

  List<String> atServer() {
    return in(serverNamespace());
  }

  List<String> atEnd(Line line) {
    return in(line.namespace());
  }

  private static List<String> in(String namespace) {
    return List.of("ip", "netns", "exec", namespace);
  }

  private String serverNamespace() {
    return name + "-server";
  }

  private String namespace(String namespace) throws IOException {
    run("ip", "netns", "add", namespace);
    namespaces.add(namespace);
    run("ip", "-n", namespace, "link", "set", "lo", "up");
    return namespace;
  }

  private static String run(String... command) throws IOException {
    Path output = Files.createTempFile("wsroom", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(String.join(" ", command) + " does not end");
      }
      String said = Files.readString(output).strip();
      if (process.exitValue() != 0) {
        throw new IOException(String.join(" ", command) + ": " + said);
      }
      return said;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      Files.delete(output);
    }
  }

  @Override
  public void close() throws IOException {
    for (String namespace : namespaces) {
      run("ip", "netns", "del", namespace);
    }
  }
}
