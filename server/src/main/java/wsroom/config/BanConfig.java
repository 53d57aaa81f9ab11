package wsroom.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/// The sources of bans.
///
/// @param file one address per line
/// @param denyList fetched every few minutes
/// @param gatekeeper asked about each address; without a trailing slash
public record BanConfig(
    Optional<Path> file, Optional<SourceUrl> denyList, Optional<SourceUrl> gatekeeper) {

  /// A URL whose path or query may contain a key, so that only its host is ever shown.
  public record SourceUrl(URI uri) {
    @Override
    public String toString() {
      return "source at " + uri.getHost();
    }
  }

  static BanConfig read(SettingsReader settings) {
    settings.group("Bans");
    return new BanConfig(
        settings.optionalFile(
            "BAN_FILE",
            "File of banned addresses, one per line, with comments after `#`. Reloaded within"
                + " seconds after a change"),
        settings.find(
            settings.hidden(
                "DENYLIST_URL",
                "URL of a list of banned addresses, as JSON (`users[].wallet`); fetched every five"
                    + " minutes",
                "",
                "an http or https URL"),
            BanConfig::url),
        settings.find(
            settings.hidden(
                "COMMS_GATEKEEPER_URL",
                "Base URL of a gatekeeper, which is asked about each address at its login, and"
                    + " every 30 s about all online addresses (`GET …/users/<address>/bans`)",
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
