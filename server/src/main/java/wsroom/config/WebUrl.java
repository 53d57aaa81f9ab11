package wsroom.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/// Parses the URLs of other servers.
final class WebUrl {
  private WebUrl() {}

  /// An http or https URL with a host; empty for any other text.
  static Optional<URI> parse(String text) {
    try {
      URI uri = new URI(text);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      return web && Host.isNamedBy(uri) ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException notOne) {
      return Optional.empty();
    }
  }
}
