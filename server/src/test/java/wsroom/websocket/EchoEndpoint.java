package wsroom.websocket;

import io.undertow.server.HttpServerExchange;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import wsroom.config.ListenConfig;
import wsroom.http.CannotListenException;
import wsroom.http.HttpServer;

/// Sends every message back as it came, text as text, on a real port. All that is between it and
/// the socket is the server's own code, with limits wide enough for a test suite.
final class EchoEndpoint implements AutoCloseable {
  /// What one frame carries: a longer message goes back in fragments.
  private static final int FRAME_BYTES = Frames.MAX_PAYLOAD_BYTES;

  private final HttpServer http = new HttpServer(1);
  private final InetSocketAddress address;

  EchoEndpoint(int maxMessageBytes, int backlogLimitBytes) throws CannotListenException {
    XnioThreads threads = new XnioThreads(http.worker(), EchoEndpoint::fail);
    WebSocketUpgrade upgrade =
        new WebSocketUpgrade(
            threads, List.of(), maxMessageBytes, backlogLimitBytes, EchoEndpoint::fail);
    address =
        http.listen(
            new ListenConfig(0, "127.0.0.1"),
            Optional.empty(),
            false,
            exchange -> serve(exchange, upgrade));
  }

  String uri() {
    return "ws://127.0.0.1:" + address.getPort() + "/";
  }

  @Override
  public void close() {
    http.stop();
  }

  private static void serve(HttpServerExchange exchange, WebSocketUpgrade upgrade) {
    var wrong = WebSocketUpgrade.check(exchange);
    if (wrong.isPresent()) {
      exchange.setStatusCode(wrong.get().status()).endExchange();
      return;
    }
    upgrade.accept(exchange, InetAddress.getLoopbackAddress(), Echo::new);
  }

  private static void fail(Error error) {
    throw error;
  }

  private record Echo(Connection connection) implements ConnectionListener {
    @Override
    public boolean acceptsText() {
      return true;
    }

    @Override
    public void onText(ByteBuffer message) {
      echo(Opcode.TEXT, message);
    }

    @Override
    public void onMessage(ByteBuffer message) {
      echo(Opcode.BINARY, message);
    }

    private void echo(int messageOpcode, ByteBuffer message) {
      int opcode = messageOpcode;
      do {
        byte[] payload = new byte[Math.min(FRAME_BYTES, message.remaining())];
        message.get(payload);
        byte[] frame = Frames.frame(opcode, payload);
        if (message.hasRemaining()) {
          frame[0] = (byte) (frame[0] & 0x7F); // not the last one
        }
        connection.send(frame);
        opcode = Opcode.CONTINUATION;
      } while (message.hasRemaining());
    }

    @Override
    public void onBacklog() {}

    @Override
    public void onEnd(ConnectionEnd end) {
      if (end instanceof ConnectionEnd.Overflown) {
        connection.closeWithoutBacklog(CloseCode.INTERNAL_ERROR, "too slow");
      }
    }

    @Override
    public void onClosed() {}
  }
}
