package wsroom.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/// Who says which addresses must stay out.
///
/// @param file has an address a line
/// @param denyList is fetched every few minutes
/// @param gatekeeper is asked for each address; without a slash at its end
public record BanConfig(
    Optional<Path> file, Optional<SourceUrl> denyList, Optional<SourceUrl> gatekeeper) {

  /// A URL whose path or query may hold a key, so that only its host is ever shown.
  public record SourceUrl(URI uri) {
    @Override
    public String toString() {
      return "source at " + uri.getHost();
    }
  }

  static BanConfig read(SettingsReader settings) {
    settings.group("Who stays out");
    return new BanConfig(
        settings.optionalFile(
            "BAN_FILE",
            "File with an address a line, and comments after `#`, of those who must stay out."
                + " Read again within seconds when it changes"),
        settings.find(
            settings.hidden(
                "DENYLIST_URL",
                "List of those who must stay out, as JSON (`users[].wallet`); fetched every five"
                    + " minutes",
                "",
                "an http or https URL"),
            BanConfig::url),
        settings.find(
            settings.hidden(
                "COMMS_GATEKEEPER_URL",
                "Base URL of a gatekeeper, who is asked for each address at its login, and every"
                    + " 30 s for all who are here (`GET …/users/<address>/bans`)",
                "",
                "an http or https URL without query"),
            text -> url(text).flatMap(BanConfig::base)));
  }

  /// No password before the host: the HTTP client does not send one.
  private static Optional<SourceUrl> url(String text) {
    return WebUrl.parse(text)
        .filter(uri -> uri.getRawUserInfo() == null && uri.getRawFragment() == null)
        .map(SourceUrl::new);
  }

  private static Optional<SourceUrl> base(SourceUrl url) {
    return url.uri().getRawQuery() == null
        ? Optional.of(new SourceUrl(URI.create(url.uri().toString().replaceFirst("/+$", ""))))
        : Optional.empty();
  }
}
