package wsroom.operator;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import wsroom.loadtest.client.ErrorBody;
import wsroom.loadtest.client.FailureText;

/// Sends requests to a server's API, and turns what can go wrong into a [Failure].
final class AdminClient implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final URI server;
  private final Optional<String> token;
  private final HttpClient http;

  /// @param server without a slash at the end
  AdminClient(URI server, Optional<String> token, HttpClient.Builder http) {
    this.server = server;
    this.token = token;
    this.http =
        http.version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(TIMEOUT)
            .build();
  }

  URI server() {
    return server;
  }

  boolean hasToken() {
    return token.isPresent();
  }

  /// @param body as text, and parsed
  record Answer(String text, Json body) {}

  Answer get(String path) throws Failure, InterruptedException {
    return answer(exchange(request(path, token).GET()), path);
  }

  Answer post(String path, String body) throws Failure, InterruptedException {
    return answer(
        exchange(
            request(path, token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))),
        path);
  }

  /// The status of a query, whatever it is.
  int status(String path) throws Failure, InterruptedException {
    return exchange(request(path, token).GET()).statusCode();
  }

  /// A page that is not of the API, as text.
  ///
  /// @param bearer the page's own token, if it has one
  String page(String path, Optional<String> bearer) throws Failure, InterruptedException {
    HttpResponse<String> response = exchange(request(path, bearer).GET());
    return switch (response.statusCode()) {
      case 200 -> response.body();
      case 401 ->
          throw new Failure(
              Failure.NO_PERMISSION,
              "the metrics need a token (401): set WKC_METRICS_BEARER_TOKEN as the server has it");
      case 404 ->
          throw new Failure(
              Failure.REJECTED,
              "no metrics at "
                  + server
                  + path
                  + " (404): with INTERNAL_PORT they are on that port, and"
                  + " WKC_METRICS_PUBLIC_PATH may name another path");
      default -> throw rejected(response, path);
    };
  }

  /// A room id or address as a part of a path.
  static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private HttpRequest.Builder request(String path, Optional<String> bearer) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server + path)).timeout(TIMEOUT);
    bearer.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
    return request;
  }

  private HttpResponse<String> exchange(HttpRequest.Builder request)
      throws Failure, InterruptedException {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new Failure(
          Failure.NOT_REACHED,
          "no answer from " + server + ": " + FailureText.describe(e) + hint(e));
    }
  }

  private String hint(IOException failure) {
    String text = FailureText.describe(failure);
    if (text.startsWith("TLS")) {
      return " (--ca FILE trusts a certificate, --insecure any; a server without TLS has http://)";
    }
    if (text.equals("connection refused")) {
      return " (is it running? --url or WS_ROOM_URL name another, and INTERNAL_PORT its own port)";
    }
    return server.getScheme().equals("http") ? " (a server with TLS has https://)" : "";
  }

  private Answer answer(HttpResponse<String> response, String path) throws Failure {
    if (response.statusCode() != 200) {
      throw rejected(response, path);
    }
    try {
      return new Answer(response.body(), Json.parse(response.body()));
    } catch (IllegalArgumentException notJson) {
      throw new Failure(
          Failure.REJECTED, server + path + " answers no JSON: it is no ws-room server's API");
    }
  }

  private Failure rejected(HttpResponse<String> response, String path) {
    int status = response.statusCode();
    String text = ErrorBody.of(response.body());
    return switch (status) {
      case 401, 403 ->
          new Failure(
              Failure.NO_PERMISSION,
              "token rejected by %s (%d): is it one of the server's ADMIN_TOKEN?"
                  .formatted(server, status));
      case 429 ->
          new Failure(
              Failure.NO_PERMISSION,
              "too many wrong tokens from this address (429)"
                  + response
                      .headers()
                      .firstValue("Retry-After")
                      .map(seconds -> ": try again in " + seconds + " s")
                      .orElse(""));
      case 404 ->
          new Failure(
              Failure.REJECTED,
              "no operators' API at "
                  + server
                  + path
                  + " (404): it needs ADMIN_TOKEN, and with INTERNAL_PORT it is on that port");
      default ->
          new Failure(
              Failure.REJECTED,
              "rejected by %s: HTTP %d%s"
                  .formatted(server, status, text.isEmpty() ? "" : " (" + text + ")"));
    };
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
