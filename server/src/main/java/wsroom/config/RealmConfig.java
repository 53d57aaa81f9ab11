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
  /// What can be a room's id, too.
  private static final Pattern NAME =
      Pattern.compile("(?!\\.{1,2}$)[\\p{L}\\p{M}\\p{Nd}._~:@+=,-]{1,100}");

  private static final Pattern SCENES =
      Pattern.compile("urn:decentraland:\\S+(\\s+urn:decentraland:\\S+)*");

  static Optional<RealmConfig> read(SettingsReader settings) {
    settings.group("Realm");
    Optional<String> name =
        settings.optionalText(
            "REALM_NAME",
            NAME,
            "1 to 100 letters, marks, digits and . - _ ~ : @ + = ,",
            "Describes a realm of that name at `/about`, so that explorers can be given this"
                + " server's URL as their realm");
    Optional<String> room =
        settings.optionalText(
            "REALM_ROOM",
            NAME,
            "1 to 100 letters, marks, digits and . - _ ~ : @ + = ,",
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

  private static String url(SettingsReader settings, String name, String byDefault, String says) {
    return settings.read(
        settings.plain(name, says, "", byDefault, "an http or https URL"),
        byDefault,
        text -> WebUrl.parse(text).map(_ -> text));
  }
}
