package wsroom.operator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// A JSON value of a server's answer, read leniently: what is absent or of another kind is empty.
final class Json {
  static final Json NONE = new Json("");

  private static final JsonFactory FACTORY = new JsonFactory();

  /// A `Map`, a `List`, or the text of a scalar; `null` is the empty text.
  private final Object value;

  private Json(Object value) {
    this.value = value;
  }

  /// @throws IllegalArgumentException if it is not one JSON object
  static Json parse(String text) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("not a JSON object");
      }
      return new Json(read(parser));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not JSON", e);
    }
  }

  private static Object read(JsonParser parser) {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      Map<String, Json> members = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        members.put(name, new Json(read(parser)));
      }
      return members;
    }
    if (token == JsonToken.START_ARRAY) {
      List<Json> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(new Json(read(parser)));
      }
      return items;
    }
    return token == JsonToken.VALUE_NULL ? "" : parser.getString();
  }

  Json get(String name) {
    return value instanceof Map<?, ?> members && members.get(name) instanceof Json member
        ? member
        : NONE;
  }

  /// The names of an object's members, in their order.
  List<String> names() {
    return value instanceof Map<?, ?> members
        ? members.keySet().stream().map(String::valueOf).toList()
        : List.of();
  }

  List<Json> items() {
    return value instanceof List<?> items
        ? items.stream().filter(Json.class::isInstance).map(Json.class::cast).toList()
        : List.of();
  }

  /// Empty for an object, an array and null.
  String text() {
    return value instanceof String text ? text : "";
  }

  long number() {
    return (long) decimal();
  }

  double decimal() {
    try {
      return Double.parseDouble(text());
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  boolean isTrue() {
    return text().equals("true");
  }
}
