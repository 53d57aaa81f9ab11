package wsroom.loadtest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Any;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import wsroom.proto.events.v1.Envelope;
import wsroom.proto.events.v1.Header;
import wsroom.proto.events.v1.PeerLeft;

/// A server's event stream with one scripted behaviour per connection; further connections are
/// rejected with 401.
final class FakeEventStream implements AutoCloseable {
  private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final ServerSocket listener;
  private final List<String> heads = new CopyOnWriteArrayList<>();

  /// The behaviour of a connection.
  @FunctionalInterface
  interface Act {
    void on(String head, DataOutputStream out) throws IOException;
  }

  FakeEventStream(Act... acts) throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(() -> serve(List.of(acts)));
  }

  String authority() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  /// The request line of each request.
  List<String> asked() {
    return heads.stream().map(head -> head.lines().findFirst().orElse("")).toList();
  }

  /// The whole first request.
  String firstHead() {
    return heads.getFirst();
  }

  /// Accepts the connection, sends `peer.left` events with these numbers, then a close frame.
  /// Without it the JDK's WebSocket may lose the events just before.
  static Act tells(String source, int... sequences) {
    return (head, out) -> {
      upgrade(head, out);
      for (int sequence : sequences) {
        event(out, source, sequence);
      }
      frame(out, 0x88, new byte[] {0x03, (byte) 0xE9, 'b', 'y', 'e'});
    };
  }

  static Act refuses(String statusLine, String body) {
    return (_, out) ->
        out.write(
            ("HTTP/1.1 " + statusLine + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(US_ASCII));
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  private void serve(List<Act> acts) {
    for (int i = 0; !listener.isClosed(); i++) {
      try (Socket socket = listener.accept()) {
        String head = head(socket.getInputStream());
        heads.add(head);
        Act act = i < acts.size() ? acts.get(i) : refuses("401 Unauthorized", "{}");
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        act.on(head, out);
        out.flush();
        socket.shutdownOutput();
        // Until the client closes: unread input would reset the connection and discard sent
        // events.
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
      } catch (IOException gone) {
        // The client or the test has ended.
      }
    }
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(US_ASCII).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("hung up");
      }
      head.write(next);
    }
    return head.toString(US_ASCII);
  }

  private static void upgrade(String head, DataOutputStream out) throws IOException {
    String key =
        head.lines()
            .filter(line -> line.regionMatches(true, 0, "Sec-WebSocket-Key:", 0, 18))
            .map(line -> line.substring(18).strip())
            .findFirst()
            .orElseThrow();
    out.write(
        ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: "
                + accept(key)
                + "\r\n\r\n")
            .getBytes(US_ASCII));
  }

  private static String accept(String key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + MAGIC).getBytes(UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static void event(DataOutputStream out, String source, int sequence) throws IOException {
    PeerLeft left =
        PeerLeft.newBuilder().setRoomId("plaza").setAddress("0xa").setReason("gone").build();
    byte[] envelope =
        Envelope.newBuilder()
            .setHeader(
                Header.newBuilder().setSequence(sequence).setTopic("peer.left").setSource(source))
            .setEvent(Any.pack(left))
            .build()
            .toByteArray();
    frame(out, 0x82, envelope);
  }

  private static void frame(DataOutputStream out, int first, byte[] payload) throws IOException {
    out.write(first);
    if (payload.length < 126) {
      out.write(payload.length);
    } else {
      out.write(126);
      out.writeShort(payload.length);
    }
    out.write(payload);
  }
}
