package wsroom.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// How rooms are handed out, and what a client must bring to get in.
///
/// @param publicUrl where clients find this server, if that is set
/// @param secrets the first one signs access tokens, each of them verifies; none if none is set
/// @param tokenLife from a token's issue until it must have been used
public record AccessConfig(
    Optional<PublicUrl> publicUrl,
    List<Secret> secrets,
    AccessTokenUse tokens,
    Duration tokenLife) {
  /// HS256 wants a key at least as long as its hash (RFC 7518, section 3.2).
  private static final int LEAST_SECRET_BYTES = 32;

  static AccessConfig read(SettingsReader settings) {
    settings.group("Ways in");
    Optional<PublicUrl> publicUrl =
        settings.find(
            settings.plain(
                "WS_ROOM_SERVICE_URL",
                "Where clients find this server. Rooms are handed out under it; without it, under"
                    + " the host that the request names",
                "",
                "",
                "a URL such as wss://example.org, without query"),
            PublicUrl::parse);
    AccessTokenUse tokens =
        settings.choice(
            "ACCESS_TOKENS",
            AccessTokenUse.OFF,
            "Whether a room's URI carries a signed token for one address, which the server itself"
                + " hands out. `optional` lets in those without one, too");
    List<Secret> secrets = secrets(settings);
    settings.require(
        tokens == AccessTokenUse.OFF || secrets.stream().allMatch(AccessConfig::isLongEnough),
        "WS_ROOM_SERVICE_SECRET must be of at least "
            + LEAST_SECRET_BYTES
            + " bytes to sign access tokens (try: openssl rand -hex 32), was shorter (not shown)");
    return new AccessConfig(
        publicUrl,
        secrets,
        tokens,
        settings.seconds(
            "ACCESS_TOKEN_SECONDS",
            60,
            Range.of(1, 86_400),
            "From a token's issue until it must have been used. A session goes on beyond it, but"
                + " who loses it and comes back with the same URI later is refused"));
  }

  private static List<Secret> secrets(SettingsReader settings) {
    return settings
        .find(
            settings.hidden(
                "WS_ROOM_SERVICE_SECRET",
                "Signs access tokens, with at least 32 characters. Of several, separated by commas,"
                    + " the first signs and each is accepted, so that one can be replaced while"
                    + " servers run. Without one, a server accepts only tokens of its own, made"
                    + " since its start",
                "",
                "secrets separated by commas"),
            text ->
                Optional.of(
                        Arrays.stream(text.split(",", -1))
                            .map(String::strip)
                            .filter(secret -> !secret.isEmpty())
                            .map(Secret::new)
                            .toList())
                    .filter(list -> !list.isEmpty()))
        .orElse(List.of());
  }

  private static boolean isLongEnough(Secret secret) {
    return secret.reveal().getBytes(UTF_8).length >= LEAST_SECRET_BYTES;
  }
}
