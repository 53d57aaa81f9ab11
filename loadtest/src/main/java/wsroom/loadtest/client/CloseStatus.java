package wsroom.loadtest.client;

import java.io.IOException;

/// How a connection ended. `code` is the close code of RFC 6455: the received one, or 1006 if there
/// was no close frame, or the HTTP status if the upgrade failed.
public record CloseStatus(int code, String reason) {
  static final int ABNORMAL = 1006;
  private static final int BUSY = 503;

  /// The connection failed, or could not be opened.
  public static CloseStatus abnormal(String reason) {
    return new CloseStatus(ABNORMAL, reason);
  }

  /// The socket failed.
  public static CloseStatus abnormal(IOException how) {
    String message = how.getMessage();
    return abnormal(message == null ? how.toString() : message);
  }

  /// Whether the server was too busy to accept the connection, so that a retry makes sense.
  public boolean isBusy() {
    return code == BUSY;
  }

  @Override
  public String toString() {
    if (code == ABNORMAL || code < 1_000) {
      return reason;
    }
    return reason.isEmpty() ? Integer.toString(code) : code + " " + reason;
  }
}
