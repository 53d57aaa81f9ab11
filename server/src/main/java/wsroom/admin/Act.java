package wsroom.admin;

import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// What the body of an act says: `{"reason":…,"durationSeconds":…,"keepPeers":…}`, the first of
/// them always.
///
/// @param duration for how long what is thrown out stays out
/// @param keepPeers whether a drain leaves those who are here alone
record Act(String reason, Optional<Duration> duration, boolean keepPeers) {
  private static final int MAX_REASON_CHARACTERS = 200;
  private static final long MAX_SECONDS = Duration.ofDays(365).toSeconds();
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  static Act read(byte[] body) throws Unreadable {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body)) {
      Act act = readObject(json);
      if (json.nextToken() != null) {
        throw new Unreadable("the body must be one JSON object");
      }
      return act;
    } catch (JacksonException e) {
      throw new Unreadable("the body must be a JSON object such as {\"reason\":\"spam\"}");
    }
  }

  private static Act readObject(JsonParser json) throws Unreadable {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new Unreadable("the body must be a JSON object such as {\"reason\":\"spam\"}");
    }
    String reason = "";
    Optional<Duration> duration = Optional.empty();
    boolean keepPeers = false;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      switch (name) {
        case "reason" -> reason = reason(json, value);
        case "durationSeconds" -> duration = Optional.of(duration(json, value));
        case "keepPeers" -> keepPeers = flag(value);
        default ->
            throw new Unreadable("only reason, durationSeconds and keepPeers may be in the body");
      }
    }
    if (reason.isBlank()) {
      throw new Unreadable("a reason is missing");
    }
    return new Act(reason, duration, keepPeers);
  }

  private static String reason(JsonParser json, JsonToken value) throws Unreadable {
    if (value == JsonToken.VALUE_STRING) {
      String text = json.getString().strip();
      if (text.length() <= MAX_REASON_CHARACTERS
          && text.chars().noneMatch(Character::isISOControl)) {
        return text;
      }
    }
    throw new Unreadable("reason must be a text of 1 to " + MAX_REASON_CHARACTERS + " characters");
  }

  private static Duration duration(JsonParser json, JsonToken value) throws Unreadable {
    if (value == JsonToken.VALUE_NUMBER_INT
        && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      long seconds = json.getLongValue();
      if (seconds >= 1 && seconds <= MAX_SECONDS) {
        return Duration.ofSeconds(seconds);
      }
    }
    throw new Unreadable("durationSeconds must be a whole number, 1 to " + MAX_SECONDS);
  }

  private static boolean flag(JsonToken value) throws Unreadable {
    return switch (value) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw new Unreadable("keepPeers must be true or false");
    };
  }
}
