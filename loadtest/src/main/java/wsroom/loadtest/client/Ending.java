package wsroom.loadtest.client;

import java.io.IOException;

/// How a connection ended. `code` is the close code of RFC 6455: that of the peer's close frame, or
/// 1006 where the connection broke without one.
public record Ending(int code, String reason) {
  static final int ABNORMAL = 1006;

  /// The connection broke, or could not be made.
  public static Ending broken(String reason) {
    return new Ending(ABNORMAL, reason);
  }

  /// The socket broke.
  public static Ending broken(IOException how) {
    String message = how.getMessage();
    return broken(message == null ? how.toString() : message);
  }

  @Override
  public String toString() {
    if (code == ABNORMAL) {
      return reason;
    }
    return reason.isEmpty() ? Integer.toString(code) : code + " " + reason;
  }
}
