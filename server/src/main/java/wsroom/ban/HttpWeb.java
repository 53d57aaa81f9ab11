package wsroom.ban;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Asks by HTTP, as the auth chains' library asks its Ethereum node. Redirects are not followed:
/// who names a source names the right one.
///
/// Thread-safe.
final class HttpWeb implements Web {
  private @Nullable HttpClient http;

  /// Made once, off the start's path: it reads every certificate authority's certificate.
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
      // The first question tries again, and tells of it.
    }
  }

  @Override
  public byte[] get(URI uri, int limitBytes, Duration atMost)
      throws SourceFailure, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(uri).header("accept", "application/json").build();
    CompletableFuture<HttpResponse<byte[]>> response;
    try {
      response =
          http().sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), limitBytes));
    } catch (UncheckedIOException e) {
      // No client can be made, as happens when the process has too many files open.
      throw new SourceFailure("nothing can be sent");
    }
    try {
      HttpResponse<byte[]> answer = response.get(atMost.toNanos(), NANOSECONDS);
      if (answer.statusCode() != 200) {
        throw new SourceFailure("HTTP status " + answer.statusCode());
      }
      return answer.body();
    } catch (TimeoutException e) {
      response.cancel(true); // ends the exchange too: a trickling answer holds no connection
      throw new SourceFailure("no answer in time");
    } catch (ExecutionException e) {
      throw new SourceFailure(why(e.getCause()));
    } catch (InterruptedException e) {
      response.cancel(true);
      throw e;
    }
  }

  /// In words of our own: an exception's may hold the URL, and a URL a key.
  private static String why(@Nullable Throwable cause) {
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
