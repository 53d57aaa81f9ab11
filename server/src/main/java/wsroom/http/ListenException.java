package wsroom.http;

/// The server cannot listen where its settings say. The message is one line for the operator.
public final class ListenException extends Exception {
  private static final long serialVersionUID = 1L;

  ListenException(String message, Throwable cause) {
    super(message, cause);
  }
}
