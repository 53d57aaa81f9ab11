package wsroom.moderation;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Fetches by the JDK's HTTP client.
///
/// At most [#MAX_REDIRECTS] redirects are followed, within the same host or to https. Any other
/// redirect is a failure, since its target is not authenticated.
///
/// Thread-safe.
final class JdkHttpFetcher implements HttpFetcher {
  static final int MAX_REDIRECTS = 3;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private @Nullable HttpClient http;

  /// Created once, off the start-up path: it loads all trusted CA certificates.
  private synchronized HttpClient http() {
    if (http == null) {
      http =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .executor(Executors.newVirtualThreadPerTaskExecutor())
              .build();
    }
    return http;
  }

  @Override
  public void open() {
    try {
      var _ = http();
    } catch (UncheckedIOException e) {
      // The first request tries again, and reports the failure.
    }
  }

  @Override
  public byte[] get(URI uri, int maxBytes, Duration timeout)
      throws BanSourceException, InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    URI current = uri;
    for (int redirects = 0; ; redirects++) {
      HttpResponse<byte[]> response = send(current, maxBytes, deadline - System.nanoTime());
      if (response.statusCode() == 200) {
        return response.body();
      }
      if (!REDIRECTS.contains(response.statusCode())) {
        throw new BanSourceException("HTTP status " + response.statusCode());
      }
      if (redirects == MAX_REDIRECTS) {
        throw new BanSourceException("redirected more than " + MAX_REDIRECTS + " times");
      }
      current = target(current, response.statusCode(), response.headers().firstValue("location"));
    }
  }

  private HttpResponse<byte[]> send(URI uri, int maxBytes, long nanos)
      throws BanSourceException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(uri).header("accept", "application/json").build();
    CompletableFuture<HttpResponse<byte[]>> response;
    try {
      response =
          http().sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), maxBytes));
    } catch (UncheckedIOException e) {
      // The client cannot be created, for example with too many open files.
      throw new BanSourceException("nothing can be sent");
    }
    try {
      return response.get(Math.max(0, nanos), NANOSECONDS);
    } catch (TimeoutException e) {
      response.cancel(true); // also ends the exchange: a slow response holds no connection
      throw new BanSourceException("no answer in time");
    } catch (ExecutionException e) {
      throw new BanSourceException(reason(e.getCause()));
    } catch (InterruptedException e) {
      response.cancel(true);
      throw e;
    }
  }

  /// The target of a redirect, if it may be followed.
  static URI target(URI from, int status, Optional<String> location) throws BanSourceException {
    String moved = "it has moved (HTTP status " + status + ") ";
    URI to =
        location
            .flatMap(text -> resolved(from, text))
            .orElseThrow(() -> new BanSourceException(moved + "without a usable new address"));
    if ("https".equals(to.getScheme())) {
      return to;
    }
    if ("https".equals(from.getScheme())) {
      throw new BanSourceException(moved + "from https to http, which is not followed");
    }
    if (!to.getHost().equalsIgnoreCase(from.getHost())) {
      throw new BanSourceException(moved + "to another host without https, which is not followed");
    }
    return to;
  }

  private static Optional<URI> resolved(URI from, String location) {
    try {
      URI to = from.resolve(new URI(location));
      String scheme = String.valueOf(to.getScheme());
      boolean usable = to.getHost() != null && (scheme.equals("http") || scheme.equals("https"));
      return usable ? Optional.of(to) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /// A fixed text: an exception's message may contain the URL, and a URL a key.
  private static String reason(@Nullable Throwable cause) {
    return switch (cause) {
      case ConnectException _ -> "no connection";
      case SSLException _ -> "no TLS connection that can be trusted";
      case null, default -> "no answer that can be read";
    };
  }

  @Override
  public synchronized void close() {
    if (http != null) {
      http.shutdownNow();
    }
  }
}
