package wsroom.admin;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// The body of a request to say something: `{"text":…}`. It needs no reason: the text is logged.
record SayRequest(String text) {
  static final int MAX_CHARACTERS = 500;

  private static final String SHAPE =
      "the body must be a JSON object such as {\"text\":\"a restart in five minutes\"}";

  /// With these characters first, clients take a chat for something else: an emote, or a ping of
  /// their own.
  private static final String MARKERS = "\u2410\u2411\u2406";

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  static SayRequest read(byte[] body) throws InvalidRequestException {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body)) {
      if (json.nextToken() != JsonToken.START_OBJECT
          || json.nextToken() != JsonToken.PROPERTY_NAME
          || !json.currentName().equals("text")
          || json.nextToken() != JsonToken.VALUE_STRING) {
        throw new InvalidRequestException(SHAPE);
      }
      String text = json.getString().strip();
      if (json.nextToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
        throw new InvalidRequestException(SHAPE);
      }
      return new SayRequest(checked(text));
    } catch (JacksonException e) {
      throw new InvalidRequestException(SHAPE);
    }
  }

  private static String checked(String text) throws InvalidRequestException {
    if (text.isEmpty() || text.length() > MAX_CHARACTERS) {
      throw new InvalidRequestException(
          "text must be a text of 1 to " + MAX_CHARACTERS + " characters");
    }
    if (text.chars().anyMatch(SayRequest::isControl)) {
      throw new InvalidRequestException("text must be one line, without control characters");
    }
    if (MARKERS.indexOf(text.charAt(0)) >= 0) {
      throw new InvalidRequestException(
          "text must not begin with a control picture: clients take it for an emote or a ping");
    }
    return text;
  }

  private static boolean isControl(int c) {
    return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
  }
}
