package wsroom.operator;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import wsroom.envfile.EnvFileException;
import wsroom.loadtest.client.ServerTrust;

/// The options that say which server a command is for.
public final class ServerOptions {
  @Option(
      names = "--url",
      paramLabel = "URL",
      description = {
        "the server's address, such as http://localhost:5000",
        "(default: WS_ROOM_URL, or that of the settings here)"
      })
  private @Nullable String url;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = {
        "the operator's token; other users of this machine may see it here",
        "(default: WS_ROOM_TOKEN, or the first ADMIN_TOKEN)"
      })
  private @Nullable String token;

  @Option(
      names = "--env-file",
      paramLabel = "FILE",
      description = "variables below the environment (default: SETTINGS_FILE, or .env)")
  private @Nullable String envFile;

  @Option(names = "--ca", paramLabel = "FILE", description = "https: trusted certificates, PEM")
  private @Nullable Path ca;

  @Option(names = "--insecure", description = "https: accept any certificate for that host")
  private boolean insecure;

  /// The variables that a command reads.
  ///
  /// @throws IllegalArgumentException with a message for the user
  public Variables variables(ToolContext context) {
    try {
      return Variables.of(context.environment(), Optional.ofNullable(envFile), context.folder());
    } catch (EnvFileException e) {
      throw new IllegalArgumentException(e.why(), e);
    }
  }

  /// The server's address, without a slash at the end.
  ///
  /// @throws IllegalArgumentException with a message for the user
  public URI server(Variables variables) {
    return ServerAddress.of(Optional.ofNullable(url), variables);
  }

  /// @throws IllegalArgumentException with a message for the user, which does not show the token
  public Optional<String> token(Variables variables) {
    return OperatorToken.of(Optional.ofNullable(token), variables);
  }

  /// A client that trusts what the options say.
  ///
  /// @throws IllegalArgumentException with a message for the user
  public HttpClient.Builder http() {
    HttpClient.Builder http = HttpClient.newBuilder();
    if (ca != null) {
      http.sslContext(ServerTrust.of(ca).context());
    } else if (insecure) {
      http.sslContext(ServerTrust.trustAll().context());
    }
    return http;
  }

  /// @throws IllegalArgumentException with a message for the user
  AdminClient connect(Variables variables) {
    return new AdminClient(server(variables), token(variables), http());
  }
}
