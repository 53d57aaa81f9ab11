package wsroom.loadtest.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.random.RandomGenerator;

/// The upgrade: the client's request, and the validation of the server's response.
final class UpgradeExchange {
  private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int ANSWER_LIMIT_BYTES = 16 * 1024;
  private static final String SWITCHES = "HTTP/1.1 101";

  private final String key;

  UpgradeExchange(RandomGenerator random) {
    byte[] nonce = new byte[16];
    random.nextBytes(nonce);
    this.key = Base64.getEncoder().encodeToString(nonce);
  }

  byte[] request(Target target, String path) {
    String text =
        "GET "
            + path
            + " HTTP/1.1\r\nHost: "
            + target.hostHeader()
            + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13"
            + "\r\nSec-WebSocket-Protocol: rfc5, rfc4\r\nSec-WebSocket-Key: "
            + key
            + "\r\n\r\n";
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /// The index at which the response head ends and the first frame begins; -1 if incomplete.
  ///
  /// @throws Rejected if the server rejected the upgrade, once the body is complete
  int endOfAnswer(ByteBuffer in, int from, int to) throws Rejected {
    int end = endOfHead(in, from, to);
    if (end >= 0) {
      String head = text(in, from, end);
      int body = end + 4;
      if (head.startsWith(SWITCHES)) {
        check(head);
        return body;
      }
      byte[] responseBody = bytes(in, body, to);
      if (ErrorBody.isWhole(head, responseBody)) {
        throw rejected(head, responseBody);
      }
    }
    if (to - from > ANSWER_LIMIT_BYTES) {
      throw new Rejected(0, "the response to the upgrade is too long");
    }
    return -1;
  }

  /// Interprets the response once the server has closed the connection.
  ///
  /// @return the status of the connection
  CloseStatus endOfAll(byte[] answer, int length) {
    ByteBuffer in = ByteBuffer.wrap(answer, 0, length);
    int end = endOfHead(in, 0, length);
    return end < 0
        ? CloseStatus.abnormal("connection closed by server")
        : rejected(text(in, 0, end), bytes(in, end + 4, length)).closeStatus();
  }

  private static int endOfHead(ByteBuffer in, int from, int to) {
    for (int i = from; i + 4 <= to; i++) {
      if (in.getInt(i) == 0x0d0a0d0a) {
        return i;
      }
    }
    return -1;
  }

  private static byte[] bytes(ByteBuffer in, int from, int to) {
    byte[] bytes = new byte[Math.min(to - from, ErrorBody.LIMIT_BYTES)];
    in.get(from, bytes);
    return bytes;
  }

  private static Rejected rejected(String head, byte[] body) {
    String line = head.lines().findFirst().orElse("");
    String responseBody = ErrorBody.of(head, body);
    return new Rejected(
        statusOf(line),
        "the upgrade was answered with "
            + line
            + (responseBody.isEmpty() ? "" : ": " + responseBody));
  }

  private void check(String answer) throws Rejected {
    String[] lines = answer.split("\r\n", -1);
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon > 0
          && line.substring(0, colon).toLowerCase(Locale.ROOT).equals("sec-websocket-accept")
          && line.substring(colon + 1).trim().equals(accept())) {
        return;
      }
    }
    throw new Rejected(0, "the response to the upgrade has a wrong Sec-WebSocket-Accept");
  }

  private static int statusOf(String statusLine) {
    return statusLine.matches("HTTP/1\\.[01] [1-5][0-9]{2}.*")
        ? Integer.parseInt(statusLine.substring(9, 12))
        : 0;
  }

  private String accept() {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      byte[] digest = sha1.digest((key + ACCEPT_SUFFIX).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new AssertionError(everyJdkHasIt);
    }
  }

  private static String text(ByteBuffer in, int from, int to) {
    byte[] bytes = new byte[to - from];
    in.get(from, bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /// The server rejected the upgrade; the message says how.
  static final class Rejected extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    Rejected(int status, String message) {
      super(message);
      this.status = status;
    }

    /// The close status: the HTTP status in place of a close code, if there is one.
    CloseStatus closeStatus() {
      return new CloseStatus(
          status == 0 ? CloseStatus.ABNORMAL : status, String.valueOf(getMessage()));
    }
  }
}
