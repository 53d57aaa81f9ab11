package wsroom.loadtest.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.random.RandomGenerator;

/// The HTTP side of a WebSocket: the client's request and what the server must answer.
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

  /// Where the answer's head ends, that is where the first frame begins; -1 if it is not all there.
  ///
  /// @throws Refused if the server did not switch to WebSocket, once what it says about that is
  /// here
  int endOfAnswer(ByteBuffer in, int from, int to) throws Refused {
    int end = endOfHead(in, from, to);
    if (end >= 0) {
      String head = text(in, from, end);
      int body = end + 4;
      if (head.startsWith(SWITCHES)) {
        check(head);
        return body;
      }
      byte[] said = bytes(in, body, to);
      if (RefusalText.isWhole(head, said)) {
        throw refused(head, said);
      }
    }
    if (to - from > ANSWER_LIMIT_BYTES) {
      throw new Refused(0, "the answer to the upgrade has no end");
    }
    return -1;
  }

  /// The same once the server has hung up, and nothing more will come.
  ///
  /// @return how the connection ended
  Ending endOfAll(byte[] answer, int length) {
    ByteBuffer in = ByteBuffer.wrap(answer, 0, length);
    int end = endOfHead(in, 0, length);
    return end < 0
        ? Ending.broken("the server hung up")
        : refused(text(in, 0, end), bytes(in, end + 4, length)).ending();
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
    byte[] bytes = new byte[Math.min(to - from, RefusalText.LIMIT_BYTES)];
    in.get(from, bytes);
    return bytes;
  }

  private static Refused refused(String head, byte[] body) {
    String line = head.lines().findFirst().orElse("");
    String said = RefusalText.of(head, body);
    return new Refused(
        statusOf(line),
        "the upgrade was answered with " + line + (said.isEmpty() ? "" : ": " + said));
  }

  private void check(String answer) throws Refused {
    String[] lines = answer.split("\r\n", -1);
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon > 0
          && line.substring(0, colon).toLowerCase(Locale.ROOT).equals("sec-websocket-accept")
          && line.substring(colon + 1).trim().equals(accept())) {
        return;
      }
    }
    throw new Refused(0, "the answer to the upgrade has a wrong Sec-WebSocket-Accept");
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

  /// The server did not switch to WebSocket; the message says what it did.
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    Refused(int status, String message) {
      super(message);
      this.status = status;
    }

    /// The connection's end: the HTTP status in place of a close code, where there is one.
    Ending ending() {
      return new Ending(status == 0 ? Ending.ABNORMAL : status, String.valueOf(getMessage()));
    }
  }
}
