package authchain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// An in-memory JSON value, for recorded cases of known shape.
final class JsonTree {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(5_000).build())
          .build();

  private final @Nullable Object value;

  JsonTree(@Nullable Object value) {
    this.value = value;
  }

  static JsonTree parse(String json) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
      parser.nextToken();
      return new JsonTree(read(parser));
    }
  }

  String toJson() {
    return Json.write(generator -> write(generator, value));
  }

  @Nullable Object orNull() {
    return value;
  }

  boolean has(String name) {
    return object().containsKey(name);
  }

  JsonTree at(String name) {
    if (!has(name)) {
      throw new NoSuchElementException(name);
    }
    return new JsonTree(object().get(name));
  }

  Map<String, @Nullable Object> object() {
    return this.<Map<String, @Nullable Object>>as();
  }

  List<@Nullable Object> array() {
    return this.<List<@Nullable Object>>as();
  }

  List<JsonTree> items() {
    return array().stream().map(JsonTree::new).toList();
  }

  String text() {
    return this.<String>as();
  }

  long number() {
    return this.<Long>as();
  }

  boolean truth() {
    return this.<Boolean>as();
  }

  boolean isText() {
    return value instanceof String;
  }

  boolean isObject() {
    return value instanceof Map<?, ?>;
  }

  @Override
  public String toString() {
    return toJson();
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private <T> T as() {
    return (T) Objects.requireNonNull(value);
  }

  private static @Nullable Object read(JsonParser parser) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          object.put(name, read(parser));
        }
        yield object;
      }
      case START_ARRAY -> {
        List<@Nullable Object> array = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          array.add(read(parser));
        }
        yield array;
      }
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new IllegalArgumentException("unexpected " + parser.currentToken());
    };
  }

  private static void write(JsonGenerator generator, @Nullable Object tree) {
    switch (tree) {
      case Map<?, ?> object -> {
        generator.writeStartObject();
        object.forEach(
            (name, value) -> {
              generator.writeName((String) name);
              write(generator, value);
            });
        generator.writeEndObject();
      }
      case List<?> array -> {
        generator.writeStartArray();
        array.forEach(value -> write(generator, value));
        generator.writeEndArray();
      }
      case String text -> generator.writeString(text);
      case Long number -> generator.writeNumber(number);
      case Double number -> generator.writeNumber(number);
      case Boolean truth -> generator.writeBoolean(truth);
      case null -> generator.writeNull();
      default -> throw new IllegalArgumentException("unexpected " + tree.getClass());
    }
  }
}
