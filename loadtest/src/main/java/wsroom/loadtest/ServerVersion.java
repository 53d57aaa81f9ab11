package wsroom.loadtest;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import wsroom.loadtest.client.ErrorBody;
import wsroom.loadtest.client.ServerTrust;
import wsroom.loadtest.client.Target;
import wsroom.loadtest.report.Environment;

/// Asks a server for its version, which `/status` of each ws-room server has.
final class ServerVersion {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private ServerVersion() {}

  /// The version and the commit; unknown if the server does not say.
  static String of(Target target, @Nullable ServerTrust trust) {
    HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(TIMEOUT);
    if (trust != null) {
      builder.sslContext(trust.context());
    }
    try (HttpClient http = builder.version(HttpClient.Version.HTTP_1_1).build()) {
      String body =
          http.send(
                  HttpRequest.newBuilder(status(target)).timeout(TIMEOUT).build(),
                  BodyHandlers.ofString())
              .body();
      String version = ErrorBody.property(body, "version").orElse(Environment.UNKNOWN);
      return ErrorBody.property(body, "commitHash")
          .map(commit -> version + " (commit " + commit + ")")
          .orElse(version);
    } catch (IOException | IllegalArgumentException silent) {
      return Environment.UNKNOWN;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Environment.UNKNOWN;
    }
  }

  private static URI status(Target target) {
    URI uri = URI.create(target.toString());
    String scheme = String.valueOf(uri.getScheme()).equals("wss") ? "https" : "http";
    return URI.create(scheme + "://" + uri.getRawAuthority() + "/status");
  }
}
