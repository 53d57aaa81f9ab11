package wsroom.operator;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/// Finds the address of the operators' API.
final class ServerAddress {
  private static final String DEFAULT_HOST = "127.0.0.1";
  private static final String DEFAULT_PORT = "5000";

  private ServerAddress() {}

  /// The address from the option, or from `WS_ROOM_URL`, or from the settings of a server on this
  /// machine that the variables contain.
  ///
  /// @throws IllegalArgumentException with a message for the user
  static URI of(Optional<String> option, Variables variables) {
    Optional<String> given = option.or(() -> variables.get("WS_ROOM_URL"));
    return given.map(ServerAddress::parse).orElseGet(() -> ofThisMachine(variables));
  }

  /// Without a slash at the end, so that paths can be appended.
  private static URI parse(String text) {
    String url = text.contains("://") ? text : "http://" + text;
    try {
      URI uri = URI.create(url.replaceFirst("^ws(s?)://", "http$1://").replaceFirst("/+$", ""));
      if (uri.getHost() != null
          && String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT).matches("https?")
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null) {
        return uri;
      }
    } catch (IllegalArgumentException notAUri) {
      // Reported below.
    }
    throw new IllegalArgumentException(
        "the server's URL must be one such as http://localhost:5000, without query, was " + text);
  }

  private static URI ofThisMachine(Variables variables) {
    Optional<String> internal = variables.get("INTERNAL_PORT");
    boolean isTls = internal.isEmpty() && variables.get("TLS_CERTIFICATE").isPresent();
    String host =
        variables
            .get(internal.isPresent() ? "INTERNAL_HOST" : "HTTP_SERVER_HOST")
            .filter(name -> !name.equals("0.0.0.0") && !name.equals("::"))
            .orElse(isTls ? "localhost" : DEFAULT_HOST);
    String port = internal.or(() -> variables.get("HTTP_SERVER_PORT")).orElse(DEFAULT_PORT);
    return parse(
        (isTls ? "https://" : "http://")
            + (host.contains(":") ? "[" + host + "]" : host)
            + ":"
            + port);
  }
}
