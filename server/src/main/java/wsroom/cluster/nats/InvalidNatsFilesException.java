package wsroom.cluster.nats;

/// A file that a setting for NATS names cannot be used.
public final class InvalidNatsFilesException extends Exception {
  private static final long serialVersionUID = 1L;

  InvalidNatsFilesException(String message) {
    super(message);
  }
}
