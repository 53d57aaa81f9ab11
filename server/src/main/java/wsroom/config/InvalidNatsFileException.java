package wsroom.config;

/// A file that a setting for NATS names cannot be used: the server must not start.
public final class InvalidNatsFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidNatsFileException(String message) {
    super(message);
  }
}
