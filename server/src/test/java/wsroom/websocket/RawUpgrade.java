package wsroom.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// A client's upgrade request, and the head of the response, on a plain socket.
public final class RawUpgrade {
  private RawUpgrade() {}

  /// @param headers more header lines, each with its line end
  public static byte[] request(String room, String... headers) {
    return ("GET /rooms/"
            + room
            + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + String.join("", headers)
            + "\r\n")
        .getBytes(ISO_8859_1);
  }

  /// Reads a response up to its empty line, and no further.
  ///
  /// @return without the empty line
  public static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the server closed after: " + head);
      }
      head.append((char) next);
    }
    return head.substring(0, head.length() - 4);
  }
}
