package wsroom.admin;

import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// The body of an action: `{"reason":…,"durationSeconds":…,"keepPeers":…}`, of which only the
/// reason is required. A `null` property counts as absent.
///
/// @param duration of the exclusion, if there is to be one
/// @param keepPeers whether a drain leaves open sessions alone
record ActionRequest(String reason, Optional<Duration> duration, boolean keepPeers) {
  private static final int MAX_REASON_CHARACTERS = 200;
  private static final long MAX_SECONDS = Duration.ofDays(365).toSeconds();
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  static ActionRequest read(byte[] body) throws InvalidRequestException {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body)) {
      ActionRequest action = readObject(json);
      if (json.nextToken() != null) {
        throw new InvalidRequestException("the body must be one JSON object");
      }
      return action;
    } catch (JacksonException e) {
      throw new InvalidRequestException(
          "the body must be a JSON object such as {\"reason\":\"spam\"}");
    }
  }

  private static ActionRequest readObject(JsonParser json) throws InvalidRequestException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new InvalidRequestException(
          "the body must be a JSON object such as {\"reason\":\"spam\"}");
    }
    String reason = "";
    Optional<Duration> duration = Optional.empty();
    boolean keepPeers = false;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      boolean isNull = value == JsonToken.VALUE_NULL;
      switch (name) {
        case "reason" -> reason = isNull ? "" : reason(json, value);
        case "durationSeconds" ->
            duration = isNull ? Optional.empty() : Optional.of(duration(json, value));
        case "keepPeers" -> keepPeers = !isNull && flag(value);
        default ->
            throw new InvalidRequestException(
                "unknown property in the body: only reason, durationSeconds and keepPeers are"
                    + " allowed");
      }
    }
    if (reason.isBlank()) {
      throw new InvalidRequestException("reason is required");
    }
    return new ActionRequest(reason, duration, keepPeers);
  }

  private static String reason(JsonParser json, JsonToken value) throws InvalidRequestException {
    String text = value == JsonToken.VALUE_STRING ? json.getString().strip() : "";
    if (value != JsonToken.VALUE_STRING || text.length() > MAX_REASON_CHARACTERS) {
      throw new InvalidRequestException(
          "reason must be a text of 1 to " + MAX_REASON_CHARACTERS + " characters");
    }
    if (text.chars().anyMatch(ActionRequest::isLineBreak)) {
      throw new InvalidRequestException("reason must be one line, without line breaks");
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new InvalidRequestException("reason must not contain control characters");
    }
    return text;
  }

  private static boolean isLineBreak(int c) {
    return c == '\n' || c == '\r' || c == '\u0085' || c == '\u2028' || c == '\u2029';
  }

  private static Duration duration(JsonParser json, JsonToken value)
      throws InvalidRequestException {
    if (value == JsonToken.VALUE_NUMBER_INT
        && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      long seconds = json.getLongValue();
      if (seconds >= 1 && seconds <= MAX_SECONDS) {
        return Duration.ofSeconds(seconds);
      }
    }
    throw new InvalidRequestException(
        "durationSeconds must be a whole number, 1 to " + MAX_SECONDS);
  }

  private static boolean flag(JsonToken value) throws InvalidRequestException {
    return switch (value) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw new InvalidRequestException("keepPeers must be true or false");
    };
  }
}
