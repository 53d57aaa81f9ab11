package wsroom.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The public base URL of this server: the prefix of the path of a page or a room.
///
/// @param secure whether the schemes are `wss` and `https`, or `ws` and `http`
/// @param authority host and port, such as `example.org` or `[::1]:5000`
/// @param path the prefix that a proxy puts before every path; empty, or with a leading slash
public record PublicUrl(boolean secure, String authority, String path) {
  private static final Pattern AUTHORITY =
      Pattern.compile("([0-9A-Za-z._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(:[0-9]{1,5})?");
  private static final Pattern PATH = Pattern.compile("(/[0-9A-Za-z._~-]+)*");

  /// Parses a URL as operators write it: with any of the four schemes, or just a host, which means
  /// `wss`.
  static Optional<PublicUrl> parse(String text) {
    try {
      URI uri = new URI(text.contains("://") ? text : "wss://" + text);
      if (uri.isOpaque() || uri.getScheme() == null) {
        return Optional.empty();
      }
      String path = uri.getRawPath().replaceFirst("/+$", "");
      if (uri.getPort() > Host.MAX_PORT
          || uri.getRawQuery() != null
          || uri.getRawFragment() != null
          || !PATH.matcher(path).matches()) {
        return Optional.empty();
      }
      return switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
        case "wss", "https" -> of(true, String.valueOf(uri.getRawAuthority()), path);
        case "ws", "http" -> of(false, String.valueOf(uri.getRawAuthority()), path);
        default -> Optional.empty();
      };
    } catch (URISyntaxException notOne) {
      return Optional.empty();
    }
  }

  /// The URL that a request names; empty if the authority is not a valid host and port.
  public static Optional<PublicUrl> of(boolean secure, String authority, String path) {
    return AUTHORITY.matcher(authority).matches()
        ? Optional.of(new PublicUrl(secure, authority.toLowerCase(Locale.ROOT), path))
        : Optional.empty();
  }

  /// For WebSockets, such as `wss://example.org`, without a trailing slash.
  public String forWebSockets() {
    return (secure ? "wss://" : "ws://") + authority + path;
  }

  /// For pages, such as `https://example.org`, without a trailing slash.
  public String forPages() {
    return (secure ? "https://" : "http://") + authority + path;
  }
}
