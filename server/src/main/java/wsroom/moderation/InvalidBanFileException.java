package wsroom.moderation;

/// The ban file cannot be read. The message is one line for the operator.
public final class InvalidBanFileException extends Exception {
  private static final long serialVersionUID = 1L;

  InvalidBanFileException(String message) {
    super(message);
  }
}
