package authchain;

import authchain.Verdict.Reason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/// Parses a chain's JSON within the limits of S1: size, number of links, nothing after its end. Of
/// repeated names the last counts, as in every client's JSON parser; unknown members are ignored.
final class ChainParser {
  static final int MAX_LINKS = 10;

  private ChainParser() {}

  /// The result of parsing.
  sealed interface Parsed {
    record Chain(List<AuthLink> links) implements Parsed {}

    record Rejected(Reason reason) implements Parsed {}
  }

  /// Parses an array of links.
  static Parsed chain(String json) {
    if (Json.isTooLarge(json)) {
      return new Parsed.Rejected(Reason.TOO_LARGE);
    }
    try (JsonParser parser = Json.FACTORY.createParser(ObjectReadContext.empty(), json)) {
      return chain(parser);
    } catch (JacksonException e) {
      return new Parsed.Rejected(Reason.INVALID_JSON);
    }
  }

  /// Parses a text that is one link and nothing else; null for any other.
  static @Nullable AuthLink link(String json) {
    if (Json.isTooLarge(json)) {
      return null;
    }
    try (JsonParser parser = Json.FACTORY.createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      AuthLink link = link(parser);
      return parser.nextToken() == null ? link : null;
    } catch (JacksonException e) {
      return null;
    }
  }

  private static Parsed chain(JsonParser parser) {
    JsonToken first = parser.nextToken();
    if (first == null) {
      return new Parsed.Rejected(Reason.INVALID_JSON);
    }
    if (first != JsonToken.START_ARRAY) {
      return new Parsed.Rejected(Reason.MALFORMED_CHAIN);
    }
    List<AuthLink> links = new ArrayList<>(3);
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (links.size() == MAX_LINKS) {
        return new Parsed.Rejected(Reason.TOO_LARGE);
      }
      AuthLink link = parser.currentToken() == JsonToken.START_OBJECT ? link(parser) : null;
      if (link == null) {
        return new Parsed.Rejected(Reason.MALFORMED_CHAIN);
      }
      links.add(link);
    }
    return parser.nextToken() == null
        ? new Parsed.Chain(links)
        : new Parsed.Rejected(Reason.INVALID_JSON);
  }

  /// The link whose object the parser has entered, or null if invalid. Reads to the object's end
  /// either way.
  private static @Nullable AuthLink link(JsonParser parser) {
    String type = null;
    String payload = null;
    String signature = null;
    boolean signed = false;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "type" -> type = string(parser);
        case "payload" -> payload = string(parser);
        case "signature" -> {
          // Some clients send null in place of an empty signature.
          signature = parser.currentToken() == JsonToken.VALUE_NULL ? "" : string(parser);
          signed = true;
        }
        case null, default -> parser.skipChildren();
      }
    }
    LinkType known = type == null ? null : LinkType.named(type);
    if (known == null || payload == null) {
      return null;
    }
    if (known == LinkType.SIGNER && !signed) {
      signature = ""; // only a SIGNER needs none
    }
    boolean wrong = known == LinkType.SIGNER && !"".equals(signature);
    return signature == null || wrong ? null : new AuthLink(known, payload, signature);
  }

  private static @Nullable String string(JsonParser parser) {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return parser.getString();
    }
    parser.skipChildren();
    return null;
  }
}
