package wsroom.websocket;

import io.undertow.server.HttpServerExchange;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import wsroom.config.ListenConfig;
import wsroom.http.HttpServer;
import wsroom.http.ListenException;
import wsroom.websocket.undertow.WebSocketUpgrade;
import wsroom.websocket.undertow.XnioThreads;

/// Echoes every message, text as text, on a real port. Everything between it and the socket is the
/// server's own code, with limits large enough for a test suite.
final class EchoEndpoint implements AutoCloseable {
  /// The payload of one frame: a longer message is echoed in fragments.
  private static final int FRAME_BYTES = Frames.MAX_PAYLOAD_BYTES;

  private static final int MAX_CALLERS = 12;

  private final HttpServer http = new HttpServer(1);
  private final InetSocketAddress address;
  private final Map<String, End> ends = new ConcurrentHashMap<>();

  EchoEndpoint(int maxMessageBytes, int backlogLimitBytes) throws ListenException {
    XnioThreads threads = new XnioThreads(http.worker(), 0, EchoEndpoint::fail);
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

  /// The end of a connection, as seen by the server.
  ///
  /// @param by the callers, the latest first: they show whether the socket ended, failed, or was
  ///     closed by someone else
  record End(ConnectionEnd end, List<String> by) {
    @Override
    public String toString() {
      return end + " by " + String.join(" < ", by);
    }
  }

  /// The ends of connections that did not end with the client's close frame, by the
  /// `Sec-WebSocket-Key` of each.
  Map<String, End> uncleanEnds() {
    return Map.copyOf(ends);
  }

  String uri() {
    return "ws://127.0.0.1:" + address.getPort() + "/";
  }

  @Override
  public void close() {
    http.stop();
  }

  private void serve(HttpServerExchange exchange, WebSocketUpgrade upgrade) {
    var rejection = WebSocketUpgrade.check(exchange);
    if (rejection.isPresent()) {
      exchange.setStatusCode(rejection.get().status()).endExchange();
      return;
    }
    String key = exchange.getRequestHeaders().getFirst("Sec-WebSocket-Key");
    upgrade.accept(
        exchange,
        InetAddress.getLoopbackAddress(),
        connection -> new Echo(connection, end -> ends.put(key, end)));
  }

  private static void fail(Error error) {
    throw error;
  }

  private record Echo(Connection connection, Consumer<End> ends) implements ConnectionListener {
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
      if (!(end instanceof ConnectionEnd.ClosedByPeer)) {
        ends.accept(new End(end, callers()));
      }
      if (end instanceof ConnectionEnd.Overflowed) {
        connection.closeWithoutBacklog(CloseCode.INTERNAL_ERROR, "too slow");
      }
    }

    private static List<String> callers() {
      return StackWalker.getInstance()
          .walk(
              frames ->
                  frames
                      .skip(2)
                      .limit(MAX_CALLERS)
                      .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                      .toList());
    }

    @Override
    public void onClosed() {}
  }
}
