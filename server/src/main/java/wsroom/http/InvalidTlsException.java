package wsroom.http;

import org.jspecify.annotations.Nullable;

/// A certificate or its key is unusable. The message is one line for the operator.
public final class InvalidTlsException extends Exception {
  private static final long serialVersionUID = 1L;

  InvalidTlsException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
