package wsroom.loadtest.client;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.stream.Stream;
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
    return causes(failure)
        .map(Throwable::getMessage)
        .filter(message -> message != null && !message.isBlank())
        .reduce((_, deeper) -> deeper)
        .orElse(failure.getClass().getSimpleName());
  }

  private static boolean has(Throwable failure, Class<? extends Throwable> kind) {
    return causes(failure).anyMatch(kind::isInstance);
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
  }
}
