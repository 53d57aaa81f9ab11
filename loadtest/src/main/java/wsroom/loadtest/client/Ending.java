package wsroom.loadtest.client;

import java.io.IOException;

/// How a connection ended. `code` is the close code of RFC 6455: that of the peer's close frame, or
/// 1006 where the connection broke without one, or the HTTP status where the server did not even
/// switch to WebSocket.
public record Ending(int code, String reason) {
  static final int ABNORMAL = 1006;
  private static final int BUSY = 503;

  /// The connection broke, or could not be made.
  public static Ending broken(String reason) {
    return new Ending(ABNORMAL, reason);
  }

  /// The socket broke.
  public static Ending broken(IOException how) {
    String message = how.getMessage();
    return broken(message == null ? how.toString() : message);
  }

  /// The server was too busy to take the connection: coming back makes sense.
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
