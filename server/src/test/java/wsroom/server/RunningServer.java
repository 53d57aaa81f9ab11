package wsroom.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import wsroom.admin.ServerControl;
import wsroom.config.ConfigReading;
import wsroom.config.ServerConfig;
import wsroom.moderation.Bans;

/// The server as `Main` starts it, in this process and on a free port of the loopback address.
public final class RunningServer implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;

  private final Server server;
  private final InetSocketAddress address;
  private final Queue<Error> errors = new ConcurrentLinkedQueue<>();

  /// Starts it; a failure to start is the cause of the [AssertionError].
  ///
  /// @param settings beside those for the loopback address
  public RunningServer(Map<String, String> settings) {
    this(settings, InstantSource.system());
  }

  /// @param clock the time of day
  public RunningServer(Map<String, String> settings, InstantSource clock) {
    this(settings, clock, Bans.Intervals.DEFAULT);
  }

  /// @param banPace how often the sources of bans are read
  RunningServer(Map<String, String> settings, InstantSource clock, Bans.Intervals banPace) {
    Map<String, String> environment = new HashMap<>();
    environment.put("HTTP_SERVER_PORT", "0");
    environment.put("HTTP_SERVER_HOST", "127.0.0.1");
    environment.put("ETH_RPC_URL", "off");
    environment.put("DRAIN_SECONDS", "0");
    environment.putAll(settings);
    ServerConfig config =
        switch (ServerConfig.read(environment)) {
          case ConfigReading.Valid(ServerConfig valid, _) -> valid;
          case ConfigReading.Invalid(var problems) -> throw new AssertionError(problems);
        };
    server = new Server(config, errors::add, clock, banPace);
    try {
      address = server.start();
    } catch (Exception e) {
      server.close();
      throw new AssertionError(e);
    }
  }

  public InetSocketAddress address() {
    return address;
  }

  /// The address of the internal port, if there is one.
  public Optional<InetSocketAddress> internalAddress() {
    return server.internalAddress();
  }

  /// Such as `127.0.0.1:40000`.
  String host() {
    return "127.0.0.1:" + address.getPort();
  }

  /// Where a room is.
  URI room(String id) {
    return URI.create(
        "ws://" + host() + "/rooms/" + URLEncoder.encode(id, UTF_8).replace("+", "%20"));
  }

  /// The operators' control of it.
  ServerControl control() {
    return server;
  }

  /// The body of a page.
  public String page(String path) throws IOException {
    String answer = answer(path);
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  /// The status of a page.
  int status(String path) throws IOException {
    return Integer.parseInt(answer(path).split(" ", 3)[1]);
  }

  private String answer(String path) throws IOException {
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  /// Requests a page until it contains a text.
  public void awaits(String path, String text) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    String said = page(path);
    while (!said.contains(text)) {
      assertThat(System.nanoTime() - deadline)
          .as("%s, while %s says %s", text, path, said)
          .isNegative();
      said = page(path);
    }
  }

  /// The value of a metric; 0 if it is absent, since some appear with their first count.
  ///
  /// @param name with its labels, as the metrics page writes it
  public double metric(String name) throws IOException {
    return page("/metrics")
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .sum();
  }

  /// The errors that would have ended the process.
  public Queue<Error> errors() {
    return errors;
  }

  /// Stops it. Idempotent.
  @Override
  public void close() {
    server.close();
    assertThat(errors).isEmpty();
  }
}
