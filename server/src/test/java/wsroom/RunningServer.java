package wsroom;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import wsroom.config.ConfigReading;
import wsroom.config.ServerConfig;

/// The server as `Main` starts it, in this process and on a free port of the loopback address.
public final class RunningServer implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final Server server;
  private final InetSocketAddress address;
  private final Queue<Error> errors = new ConcurrentLinkedQueue<>();

  /// @param settings beyond those that keep it to this machine
  public RunningServer(Map<String, String> settings) {
    this(settings, InstantSource.system());
  }

  /// @param clock the time of day
  public RunningServer(Map<String, String> settings, InstantSource clock) {
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
    server = new Server(config, errors::add, clock);
    try {
      address = server.start();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  public InetSocketAddress address() {
    return address;
  }

  /// What a page says.
  public String page(String path) throws IOException {
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }
  }

  /// The value of a metric; 0 if it is not there, since some come with their first count.
  ///
  /// @param name with its labels, as the metrics page writes it
  public double metric(String name) throws IOException {
    return page("/metrics")
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .sum();
  }

  /// What would have ended the process.
  public Queue<Error> errors() {
    return errors;
  }

  @Override
  public void close() {
    server.close();
  }
}
