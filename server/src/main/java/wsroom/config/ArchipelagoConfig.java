package wsroom.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The registration with Archipelago, which sends the peers of islands to this server.
///
/// @param registrationUrl the WebSocket of Archipelago's transport registry, without query
/// @param secret signs the token that the registry requires
/// @param islandLimit how many peers the registry may put into one room, if that is set
public record ArchipelagoConfig(URI registrationUrl, Secret secret, Optional<Integer> islandLimit) {
  private static final String URL = "ARCHIPELAGO_TRANSPORT_REGISTRATION_URL";
  private static final String SECRET = "ARCHIPELAGO_TRANSPORT_REGISTRATION_SECRET";
  private static final String MAX_ISLAND_SIZE = "MAX_ISLAND_SIZE";
  private static final Pattern ANY = Pattern.compile(".+");

  /// How many peers the registry may put into one room.
  public int maxIslandSize(RoomConfig rooms) {
    return islandLimit.orElse(rooms.maxUsers());
  }

  static Optional<ArchipelagoConfig> read(SettingsReader settings) {
    settings.group("Archipelago");
    Optional<URI> url =
        settings.find(
            settings.hidden(
                URL,
                "URL of Archipelago's transport registry, with which the server registers so that"
                    + " islands use its rooms. Requires the next setting and"
                    + " `WS_ROOM_SERVICE_URL`",
                "",
                "a ws or wss URL without user, query and fragment"),
            ArchipelagoConfig::webSocketUrl);
    Optional<Secret> secret =
        settings.secret(
            SECRET,
            ANY,
            "the secret of Archipelago's registry",
            "Secret that signs the token for the registry");
    Optional<Integer> islandLimit =
        settings.optionalNumber(
            MAX_ISLAND_SIZE,
            Range.of(1, 100_000),
            "peers",
            "Maximum number of peers that Archipelago may put into one room; at most `MAX_USERS`,"
                + " which is also the default");
    settings.require(
        settings.isSet(URL) == settings.isSet(SECRET),
        URL + " and " + SECRET + " must be set both or neither");
    return url.flatMap(at -> secret.map(known -> new ArchipelagoConfig(at, known, islandLimit)));
  }

  /// Checks against the other settings, once all are read.
  void check(SettingsReader settings, RoomConfig rooms) {
    settings.require(
        settings.isSet("WS_ROOM_SERVICE_URL"),
        "WS_ROOM_SERVICE_URL must be set with " + URL + ": islands' room URIs are made from it");
    settings.require(
        maxIslandSize(rooms) <= rooms.maxUsers(),
        MAX_ISLAND_SIZE
            + " must be at most MAX_USERS, which is "
            + rooms.maxUsers()
            + ", was \""
            + maxIslandSize(rooms)
            + "\"");
  }

  private static Optional<URI> webSocketUrl(String text) {
    try {
      URI uri = new URI(text);
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      boolean usable =
          (scheme.equals("ws") || scheme.equals("wss"))
              && Host.isNamedBy(uri)
              && uri.getRawUserInfo() == null
              && uri.getRawQuery() == null
              && uri.getRawFragment() == null;
      return usable ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException notOne) {
      return Optional.empty();
    }
  }
}
