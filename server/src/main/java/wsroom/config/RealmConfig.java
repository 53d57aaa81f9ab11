package wsroom.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The realm that this server describes (ADR-110): one room, and where the rest of it is.
///
/// @param room the id of the room that is the realm's
/// @param contentUrl of the content server
/// @param scenesUrn the scenes of the realm; if there is none, those of the content server's city
public record RealmConfig(
    String name, String room, String contentUrl, String lambdasUrl, List<String> scenesUrn) {
  private static final String NAMES = "1 to 256 characters that can be printed, as room ids are";

  private static final Pattern SCENES =
      Pattern.compile("urn:decentraland:\\S+(\\s+urn:decentraland:\\S+)*");

  static Optional<RealmConfig> read(SettingsReader settings) {
    settings.group("Realm");
    Optional<String> name =
        name(
            settings,
            "REALM_NAME",
            "Describes a realm of that name at `/about`, so that explorers can be given this"
                + " server's URL as their realm");
    Optional<String> room =
        name(
            settings,
            "REALM_ROOM",
            "The room that the realm's users meet in; the realm's name if not set");
    String contentUrl =
        url(
            settings,
            "CONTENT_URL",
            "https://peer.decentraland.org/content",
            "The content server that the realm names");
    String lambdasUrl =
        url(
            settings,
            "LAMBDAS_URL",
            "https://peer.decentraland.org/lambdas",
            "The lambdas server that the realm names");
    List<String> scenes =
        settings
            .optionalText(
                "SCENES_URN",
                SCENES,
                "URNs that begin with urn:decentraland:, separated by spaces",
                "The scenes of the realm. Without any, its users walk through the content server's"
                    + " city")
            .map(text -> List.of(text.split("\\s+", -1)))
            .orElse(List.of());
    return name.map(
        given -> new RealmConfig(given, room.orElse(given), contentUrl, lambdasUrl, scenes));
  }

  /// What can be a room's id.
  private static Optional<String> name(SettingsReader settings, String name, String says) {
    return settings.find(
        settings.plain(name, says, "", "", NAMES),
        text -> Optional.of(text).filter(RoomIds::isAllowed));
  }

  private static String url(SettingsReader settings, String name, String byDefault, String says) {
    return settings.read(
        settings.plain(name, says, "", byDefault, "an http or https URL"),
        byDefault,
        text -> WebUrl.parse(text).map(_ -> text));
  }
}
