package authchain;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/// A signed request's metadata (F3). The older payload format signs it in lower case only, so its
/// case may be changed in transit: names that differ only in case, and known names spelled
/// otherwise, could hide or replace a field.
///
/// @param signer null if missing or not a string
/// @param intent null if missing or not a string
record FetchMetadata(@Nullable String signer, @Nullable String intent) {
  /// Names that clients send, by their lower-case form.
  private static final Map<String, String> KNOWN_NAMES = new HashMap<>();

  static {
    for (String name :
        new String[] {
          "intent",
          "isGuest",
          "network",
          "origin",
          "parcel",
          "realm",
          "realmName",
          "sceneId",
          "secret",
          "signer",
          "tld"
        }) {
      KNOWN_NAMES.put(name.toLowerCase(Locale.ROOT), name);
    }
  }

  /// The metadata, or null if it is not a JSON object with valid names.
  static @Nullable FetchMetadata parse(String json) {
    if (Json.isTooLarge(json)) {
      return null;
    }
    try (JsonParser parser = Json.FACTORY.createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      FetchMetadata metadata = members(parser);
      return parser.nextToken() == null ? metadata : null;
    } catch (JacksonException e) {
      return null;
    }
  }

  private static @Nullable FetchMetadata members(JsonParser parser) {
    Set<String> seen = new HashSet<>();
    String signer = null;
    String intent = null;
    boolean proper = true;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      proper &= isNewAndProper(name, seen);
      switch (name) {
        case "signer" -> signer = text(parser);
        case "intent" -> intent = text(parser);
        case "isGuest" -> proper &= value == JsonToken.VALUE_TRUE || value == JsonToken.VALUE_FALSE;
        default -> {}
      }
      proper &= skipChildren(parser);
    }
    return proper ? new FetchMetadata(signer, intent) : null;
  }

  private static boolean isNewAndProper(String name, Set<String> seen) {
    String lower = name.toLowerCase(Locale.ROOT);
    return seen.add(lower) && KNOWN_NAMES.getOrDefault(lower, name).equals(name);
  }

  /// Whether no object within the value repeats a name. Known names have no meaning at that depth.
  private static boolean skipChildren(JsonParser parser) {
    if (!parser.currentToken().isStructStart()) {
      return true;
    }
    boolean proper = true;
    Set<String> seen = new HashSet<>();
    boolean object = parser.currentToken() == JsonToken.START_OBJECT;
    while (!parser.nextToken().isStructEnd()) {
      if (object) {
        proper &= seen.add(parser.currentName().toLowerCase(Locale.ROOT));
        parser.nextToken();
      }
      proper &= skipChildren(parser); // bounded by the parser's depth limit
    }
    return proper;
  }

  private static @Nullable String text(JsonParser parser) {
    return parser.currentToken() == JsonToken.VALUE_STRING ? parser.getString() : null;
  }
}
