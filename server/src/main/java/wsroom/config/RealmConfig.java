package wsroom.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The realm that this server describes (ADR-110): one room, and the other services.
///
/// @param room the id of the realm's room
/// @param contentUrl of the content server
/// @param scenesUrn the scenes of the realm; if empty, those of the content server
public record RealmConfig(
    String name, String room, String contentUrl, String lambdasUrl, List<String> scenesUrn) {
  private static final String NAMES = "1 to 256 printable characters, as for room ids";

  private static final Pattern SCENES =
      Pattern.compile("urn:decentraland:\\S+(\\s+urn:decentraland:\\S+)*");

  static Optional<RealmConfig> read(SettingsReader settings) {
    settings.group("Realm");
    Optional<String> name =
        name(
            settings,
            "REALM_NAME",
            "Name of the realm that `/about` describes, so that explorers can use this server's URL"
                + " as a realm");
    Optional<String> room =
        name(settings, "REALM_ROOM", "Id of the realm's room; the realm's name if not set");
    String contentUrl =
        url(
            settings,
            "CONTENT_URL",
            "https://peer.decentraland.org/content",
            "Content server of the realm");
    String lambdasUrl =
        url(
            settings,
            "LAMBDAS_URL",
            "https://peer.decentraland.org/lambdas",
            "Lambdas server of the realm");
    List<String> scenes =
        settings
            .optionalText(
                "SCENES_URN",
                SCENES,
                "URNs that begin with urn:decentraland:, separated by spaces",
                "Scenes of the realm; those of the content server if not set")
            .map(text -> List.of(text.split("\\s+", -1)))
            .orElse(List.of());
    return name.map(
        given -> new RealmConfig(given, room.orElse(given), contentUrl, lambdasUrl, scenes));
  }

  /// Reads a name that must also be a valid room id.
  private static Optional<String> name(SettingsReader settings, String name, String description) {
    return settings.find(
        settings.plain(name, description, "", "", NAMES),
        text -> Optional.of(text).filter(RoomIds::isAllowed));
  }

  private static String url(
      SettingsReader settings, String name, String defaultValue, String description) {
    return settings.read(
        settings.plain(name, description, "", defaultValue, "an http or https URL"),
        defaultValue,
        text -> WebUrl.parse(text).map(_ -> text));
  }
}
