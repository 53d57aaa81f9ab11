package wsroom.fault;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// One connection through a [FaultProxy], good at first.
///
/// Thread-safe.
final class Link {
  private final Socket client;
  private final Socket server;
  private final Pump up;
  private final Pump down;
  private final Consumer<Link> onClosed;
  private final AtomicInteger pumping = new AtomicInteger(2);

  Link(Socket client, Socket server, Consumer<Link> onClosed) throws IOException {
    this.client = client;
    this.server = server;
    this.onClosed = onClosed;
    client.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
    up = new Pump(client, server, this::pumped);
    down = new Pump(server, client, this::pumped);
  }

  void start() {
    up.start();
    down.start();
  }

  /// Each byte takes that long, each way. Order is kept.
  Link delays(Duration latency) {
    up.delays(latency);
    down.delays(latency);
    return this;
  }

  /// No more than that passes, each way.
  Link throttles(int bytesPerSecond) {
    up.throttles(bytesPerSecond);
    down.throttles(bytesPerSecond);
    return this;
  }

  /// What passes does so in pieces of at most that many bytes, each in a segment of its own.
  Link slices(int bytes) {
    up.slices(bytes);
    down.slices(bytes);
    return this;
  }

  /// From now on nothing passes, either way, and nobody is told: a train in a tunnel.
  Link freezes() {
    up.freezes();
    down.freezes();
    return this;
  }

  /// Ends a freeze: what was held back goes on its way.
  Link thaws() {
    up.thaws();
    down.thaws();
    return this;
  }

  /// What the server says no longer passes, while it still hears the client.
  Link freezesDown() {
    down.freezes();
    return this;
  }

  /// Both ends see their connection end in good order, in the middle of whatever was said.
  void cuts() {
    close(client);
    close(server);
    up.ends();
    down.ends();
  }

  /// Both ends see their connection reset.
  void reset() {
    reset(client);
    reset(server);
    up.ends();
    down.ends();
  }

  /// The client is gone, and the server is not told: a pulled plug.
  void halfOpens() {
    freezes();
    reset(client);
  }

  private void pumped() {
    // A half-open link keeps its other side until someone closes that.
    if (pumping.decrementAndGet() == 0) {
      close(client);
      close(server);
      onClosed.accept(this);
    }
  }

  static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // It is closed already, and closing it again does nothing.
    }
    close(socket);
  }

  static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone, which is what was asked for.
    }
  }
}
