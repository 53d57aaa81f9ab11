package wsroom.moderation;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// What sources say in JSON: one object, of which some is of interest.
final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  /// Reads an object, from behind its opening brace to its closing one.
  @FunctionalInterface
  interface Reading<T> {
    T read(JsonParser json) throws BanSourceException;
  }

  /// What a body says. Whatever is not one whole object is a failure.
  static <T> T read(byte[] body, Reading<T> reading) throws BanSourceException {
    try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new BanSourceException("no JSON object");
      }
      T said = reading.read(json);
      if (json.nextToken() != null) {
        throw new BanSourceException("no JSON");
      }
      return said;
    } catch (JacksonException e) {
      throw new BanSourceException("no JSON");
    }
  }
}
