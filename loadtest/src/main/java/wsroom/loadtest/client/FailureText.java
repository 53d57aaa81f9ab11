package wsroom.loadtest.client;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;

/// Error texts for exceptions: those of the JDK's HTTP client often have no message.
public final class FailureText {
  private FailureText() {}

  /// Never empty, and never `null`.
  public static String describe(Throwable failure) {
    if (has(failure, SSLException.class)) {
      return "TLS handshake failed or certificate not trusted";
    }
    if (has(failure, UnresolvedAddressException.class)
        || has(failure, UnknownHostException.class)) {
      return "unknown host";
    }
    if (has(failure, HttpTimeoutException.class)) {
      return "timed out";
    }
    if (has(failure, ConnectException.class)) {
      return "connection refused";
    }
    String text = failure.getClass().getSimpleName();
    for (Throwable cause : causes(failure)) {
      String message = cause.getMessage();
      text = message == null || message.isBlank() ? text : message;
    }
    return text;
  }

  private static boolean has(Throwable failure, Class<? extends Throwable> kind) {
    return causes(failure).stream().anyMatch(kind::isInstance);
  }

  private static List<Throwable> causes(Throwable failure) {
    List<Throwable> causes = new ArrayList<>();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      causes.add(cause);
    }
    return causes;
  }
}
