package wsroom.moderation;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Parses a JSON document of a source: one object.
final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  /// Reads an object, from after its opening brace to its closing one.
  @FunctionalInterface
  interface ObjectReader<T> {
    T read(JsonParser json) throws BanSourceException;
  }

  /// Parses a body. Anything but exactly one complete object is a failure.
  static <T> T read(byte[] body, ObjectReader<T> reader) throws BanSourceException {
    try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new BanSourceException("no JSON object");
      }
      T value = reader.read(json);
      if (json.nextToken() != null) {
        throw new BanSourceException("no JSON");
      }
      return value;
    } catch (JacksonException e) {
      throw new BanSourceException("no JSON");
    }
  }
}
