package wsroom.fault;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// One connection through a [FaultProxy], without faults at first.
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

  /// The local port of its connection to the server.
  int serverSidePort() {
    return server.getLocalPort();
  }

  void start() {
    up.start();
    down.start();
  }

  /// Delays each byte by this time, each way, in order.
  Link delays(Duration latency) {
    up.delays(latency);
    down.delays(latency);
    return this;
  }

  /// Limits the rate, each way.
  Link throttles(int bytesPerSecond) {
    up.throttles(bytesPerSecond);
    down.throttles(bytesPerSecond);
    return this;
  }

  /// Splits the bytes into segments of at most this size.
  Link slices(int bytes) {
    up.slices(bytes);
    down.slices(bytes);
    return this;
  }

  /// Stops all bytes from now on, either way, without closing, such as in a tunnel.
  Link freezes() {
    up.freezes();
    down.freezes();
    return this;
  }

  /// Ends a freeze: held-back bytes pass again.
  Link thaws() {
    up.thaws();
    down.thaws();
    return this;
  }

  /// Stops bytes from the server, while bytes from the client still pass.
  Link freezesDown() {
    down.freezes();
    return this;
  }

  /// Both ends see an orderly close, possibly in the middle of a message.
  void cuts() {
    // Must come first, or one pump would see the other end's close as a reset.
    up.ends();
    down.ends();
    close(client);
    close(server);
  }

  /// Both ends see their connection reset.
  void reset() {
    reset(client);
    reset(server);
    up.ends();
    down.ends();
  }

  /// The client disappears without a close to the server, as with a pulled plug.
  void halfOpens() {
    freezes();
    reset(client);
  }

  private void pumped() {
    // A half-open link keeps its other side until that is closed.
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
      // It is closed, as requested.
    }
  }
}
