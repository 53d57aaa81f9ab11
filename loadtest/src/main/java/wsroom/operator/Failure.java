package wsroom.operator;

/// A command cannot be carried out. The message is one line for the user.
final class Failure extends Exception {
  /// The server rejected the request, or has no such thing.
  static final int REJECTED = 1;

  /// The server was not reached: `EX_UNAVAILABLE` of sysexits.h.
  static final int NOT_REACHED = 69;

  /// The token was rejected: `EX_NOPERM` of sysexits.h.
  static final int NO_PERMISSION = 77;

  private static final long serialVersionUID = 1L;
  private final int exitCode;

  Failure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
