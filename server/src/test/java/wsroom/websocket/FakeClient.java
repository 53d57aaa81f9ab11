package wsroom.websocket;

import com.google.protobuf.ByteString;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A client at the other end of a real [WebSocketConnection]: it sends bytes, receives frames,
/// reads as slowly as the test says, and disconnects.
///
/// Its actions take effect when its thread runs, as on a real socket.
public final class FakeClient {
  private final FakeIoThread thread;
  private final FakeTransport transport = new FakeTransport();
  private final ServerFrames frames = new ServerFrames();
  private @Nullable WebSocketConnection connection;

  /// Connects.
  ///
  /// @param settings the settings that all connections share
  public FakeClient(FakeIoThread thread, Settings settings, Acceptor acceptor) {
    this.thread = thread;
    thread.onReady(
        () -> {
          WebSocketConnection opened =
              new WebSocketConnection(
                  transport,
                  thread,
                  thread.buffers(),
                  new WebSocketConnection.Settings(
                      settings.maxMessageBytes,
                      settings.backlogLimitBytes,
                      error -> {
                        throw error;
                      }),
                  InetAddress.ofLiteral("192.0.2.1"),
                  acceptor);
          connection = opened;
          transport.onClose(opened::onTransportClosed);
          transport.onReadAgain(() -> thread.onReady(this::onReadable));
          onReadable();
        });
  }

  public record Settings(int maxMessageBytes, int backlogLimitBytes) {}

  // --- Sending ---

  public void sends(byte[]... parts) {
    for (byte[] part : parts) {
      transport.gives(part);
    }
    thread.onReady(this::onReadable);
  }

  public void sendsMessage(byte[] payload) {
    sends(ClientFrames.binary(payload));
  }

  public void closes(int code) {
    sends(ClientFrames.close(code, ""));
  }

  /// Ends its side of the stream, without a close frame.
  public void hangsUp() {
    transport.endsStream();
    thread.onReady(this::onReadable);
  }

  /// The connection fails in both directions, and the server is notified.
  public void isCutOff() {
    transport.breaks();
    thread.onReady(
        () -> {
          if (connection != null && !transport.isClosed()) {
            connection.onReadable();
          }
        });
  }

  /// The server's socket is closed from below the connection, as by its TLS layer.
  void isClosedFromBelow() {
    thread.onReady(transport::close);
  }

  /// The connection fails, and the server notices only when it writes.
  public void breaksSilently() {
    transport.breaks();
  }

  /// Every write throws an unchecked exception from now on.
  public void hasAFaultySocket() {
    transport.isFaulty();
  }

  // --- Reading ---

  /// Reads that many bytes more, and then none until the next call.
  public void reads(long bytes) {
    transport.takes(bytes);
    thread.onReady(this::onWritable);
  }

  public void readsNothing() {
    transport.takes(0);
  }

  public void readsEverything() {
    transport.takesEverything();
    thread.onReady(this::onWritable);
  }

  // --- Received ---

  /// All complete frames received so far.
  public List<ServerFrames.Heard> heard() {
    frames.read(transport.written());
    return frames.frames();
  }

  /// The payloads of all binary messages received so far.
  public List<ByteString> messages() {
    List<ByteString> messages = new ArrayList<>();
    for (ServerFrames.Heard heard : heard()) {
      if (heard instanceof ServerFrames.Message(ByteString payload)) {
        messages.add(payload);
      }
    }
    return messages;
  }

  public boolean isDropped() {
    return transport.isClosed();
  }

  /// Whether the server has ended its side of the stream, or closed the socket.
  public boolean isEnded() {
    return transport.isClosed() || transport.writesShutDown();
  }

  /// The size of the backlog for this client.
  public int backlogBytes() {
    return connection == null ? 0 : connection.backlogBytes();
  }

  public int bytesHeard() {
    return transport.writtenBytes();
  }

  public int writes() {
    return transport.writes();
  }

  /// Whether the server has suspended reading.
  public boolean isPaused() {
    return !transport.wantsReadable();
  }

  private void onReadable() {
    if (connection != null
        && transport.wantsReadable()
        && transport.hasIncoming()
        && !transport.isClosed()) {
      connection.onReadable();
      thread.onReady(this::onReadable);
    }
  }

  private void onWritable() {
    if (connection != null
        && transport.wantsWritable()
        && transport.canTakeMore()
        && !transport.isClosed()) {
      connection.onWritable();
      thread.onReady(this::onWritable);
    }
  }
}
