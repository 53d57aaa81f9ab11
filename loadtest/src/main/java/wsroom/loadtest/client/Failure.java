package wsroom.loadtest.client;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;

/// What has failed, in words: an exception of the JDK's HTTP client often has no message at all.
public final class Failure {
  private Failure() {}

  /// Never empty, and never `null`.
  public static String words(Throwable failure) {
    if (has(failure, SSLException.class)) {
      return "no TLS connection that can be trusted";
    }
    if (has(failure, UnresolvedAddressException.class)
        || has(failure, UnknownHostException.class)) {
      return "its name is not known";
    }
    if (has(failure, HttpTimeoutException.class)) {
      return "no answer in time";
    }
    if (has(failure, ConnectException.class)) {
      return "nobody listens there";
    }
    String words = failure.getClass().getSimpleName();
    for (Throwable cause : causes(failure)) {
      String message = cause.getMessage();
      words = message == null || message.isBlank() ? words : message;
    }
    return words;
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
