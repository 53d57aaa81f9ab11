package wsroom.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How clients get room URIs, and the credentials that joining a room takes.
///
/// @param publicUrl the server's public URL, if that is set
/// @param secrets the first one signs access tokens, each of them verifies; none if none is set
/// @param tokenLifetime how long a token is valid
public record AccessConfig(
    Optional<PublicUrl> publicUrl,
    List<Secret> secrets,
    AccessTokenUse tokens,
    Duration tokenLifetime) {
  static AccessConfig read(SettingsReader settings) {
    settings.group("Access");
    Optional<PublicUrl> publicUrl =
        settings.find(
            settings.plain(
                "WS_ROOM_SERVICE_URL",
                "Public URL of this server, from which room URIs are made. Without it they are made"
                    + " from the request's host",
                "",
                "",
                "a URL such as wss://example.org, without query"),
            PublicUrl::parse);
    AccessTokenUse tokens =
        settings.choice(
            "ACCESS_TOKENS",
            AccessTokenUse.OFF,
            "Whether a room's URI carries a signed token for one address, issued by this server at"
                + " a signed login. `optional` also accepts clients without a token");
    List<Secret> secrets = secrets(settings);
    settings.require(
        tokens == AccessTokenUse.OFF || secrets.stream().allMatch(Secret::isLongEnoughForHs256),
        "WS_ROOM_SERVICE_SECRET must be of at least "
            + Secret.MIN_HS256_BYTES
            + " bytes to sign access tokens (try: openssl rand -hex 32), was shorter (not shown)");
    return new AccessConfig(
        publicUrl,
        secrets,
        tokens,
        settings.seconds(
            "ACCESS_TOKEN_SECONDS",
            60,
            Range.of(1, 86_400),
            "Lifetime of an access token. An open session continues beyond it, but a reconnect with"
                + " an expired token is rejected"));
  }

  private static List<Secret> secrets(SettingsReader settings) {
    return Secret.list(
        settings,
        settings.hidden(
            "WS_ROOM_SERVICE_SECRET",
            "Secret that signs access tokens, at least 32 characters. Of several, separated by"
                + " commas, the first one signs and all are accepted, for rotation. Without a"
                + " secret, a server accepts only tokens that it has issued since its start",
            "",
            "secrets separated by commas"));
  }
}
