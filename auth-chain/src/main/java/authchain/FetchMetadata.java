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

/// A signed request's metadata (F3). The older payload format signs it in lower case only, so
/// anyone may change its case on the way: names that differ in nothing but case, and known names
/// spelled otherwise, would hide a field from whoever reads it, or put another in its place.
///
/// @param signer null where it is missing or no text
/// @param intent null where it is missing or no text
record FetchMetadata(@Nullable String signer, @Nullable String intent) {
  /// What clients send, by its spelling in lower case.
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

  /// The metadata, or null for what is no JSON object with proper names.
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

  /// Whether no object within the value repeats a name. Known names mean nothing at that depth.
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
      proper &= skipChildren(parser); // as deep as the parser's own limit
    }
    return proper;
  }

  private static @Nullable String text(JsonParser parser) {
    return parser.currentToken() == JsonToken.VALUE_STRING ? parser.getString() : null;
  }
}
