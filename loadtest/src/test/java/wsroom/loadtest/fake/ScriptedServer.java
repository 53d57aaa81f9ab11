package wsroom.loadtest.fake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;

/// A server that runs a script on one connection, on a free loopback port.
public final class ScriptedServer implements AutoCloseable {
  private final ServerSocket listener;
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  /// The server side of the connection.
  @FunctionalInterface
  public interface Script {
    void play(FakeSocket socket) throws IOException;
  }

  private ScriptedServer() {
    try {
      this.listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    } catch (IOException noPort) {
      throw new UncheckedIOException(noPort);
    }
  }

  public static ScriptedServer start(Script script) {
    ScriptedServer server = new ScriptedServer();
    Thread.ofVirtual().start(() -> server.serve(script));
    return server;
  }

  public String uri() {
    return "ws://127.0.0.1:" + listener.getLocalPort();
  }

  /// Waits for the end of the script and rethrows its failure.
  public void awaitEnd() {
    done.join();
  }

  private void serve(Script script) {
    try (Socket socket = listener.accept()) {
      socket.setTcpNoDelay(true);
      script.play(new FakeSocket(socket));
      done.complete(null);
    } catch (IOException | RuntimeException | AssertionError failed) {
      done.completeExceptionally(failed);
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
