package wsroom.webhooks;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/// Posts requests to one URL. Redirects are not followed, and responses are not read.
final class Receiver {
  /// The timeout until the response's head.
  private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(10);

  private static final int OK = 200;
  private static final int NOT_OK = 300;

  private final HttpClient http;
  private final URI url;

  Receiver(HttpClient http, URI url) {
    this.http = http;
    this.url = url;
  }

  /// The URL's host, for the log: the rest may be secret.
  String host() {
    return url.getHost();
  }

  /// The result of an attempt.
  sealed interface Answer {
    record Accepted() implements Answer {}

    /// @param why a few words for the log
    record Failed(String why) implements Answer {}
  }

  Answer post(String id, long seconds, String signature, byte[] body) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(RESPONSE_TIMEOUT)
            .header("Content-Type", "application/json")
            .header("User-Agent", "ws-room")
            .header("webhook-id", id)
            .header("webhook-timestamp", Long.toString(seconds))
            .header("webhook-signature", signature)
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    try {
      HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
      // Closes the connection if there is a body, however long it is.
      response.body().close();
      return response.statusCode() >= OK && response.statusCode() < NOT_OK
          ? new Answer.Accepted()
          : new Answer.Failed("status " + response.statusCode());
    } catch (IOException e) {
      return new Answer.Failed(e.toString());
    }
  }
}
