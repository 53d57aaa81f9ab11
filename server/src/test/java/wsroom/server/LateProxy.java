package wsroom.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;

/// A TCP proxy whose address is known before its server starts, so that the server's public URL can
/// be set to it.
final class LateProxy implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final CompletableFuture<InetSocketAddress> server = new CompletableFuture<>();

  LateProxy() throws IOException {
    Thread.ofVirtual().start(this::serve);
  }

  /// The address for clients, such as `127.0.0.1:40000`.
  String host() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  void leadsTo(InetSocketAddress address) {
    server.complete(address);
  }

  private void serve() {
    try {
      while (true) {
        Socket client = listener.accept();
        InetSocketAddress address = server.join();
        Socket upstream = new Socket(address.getAddress(), address.getPort());
        Thread.ofVirtual().start(() -> pass(client, upstream));
        Thread.ofVirtual().start(() -> pass(upstream, client));
      }
    } catch (IOException over) {
      // The test is over.
    }
  }

  private static void pass(Socket from, Socket to) {
    try (from;
        to) {
      to.setTcpNoDelay(true);
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException over) {
      // One side has closed.
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
