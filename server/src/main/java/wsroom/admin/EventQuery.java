package wsroom.admin;

import io.undertow.server.HttpServerExchange;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import wsroom.config.TokenScope;
import wsroom.config.Topic;
import wsroom.events.EventFilter;
import wsroom.http.RoomIdParser;

/// The query of a request for events: `?topic=peer.joined,room&room=ID&after=17&limit=100`.
///
/// @param after the sequence of the last event that the client already has, if it names one
/// @param limit the maximum number of events
record EventQuery(EventFilter filter, OptionalLong after, int limit) {
  static final int MAX_LIMIT = 1000;
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_ROOMS = 100;

  static EventQuery of(HttpServerExchange exchange) throws InvalidRequestException {
    Set<Topic> topics = EnumSet.noneOf(Topic.class);
    Set<String> rooms = new HashSet<>();
    OptionalLong after = OptionalLong.empty();
    int limit = DEFAULT_LIMIT;
    for (Map.Entry<String, Deque<String>> parameter : exchange.getQueryParameters().entrySet()) {
      for (String value : parameter.getValue()) {
        switch (parameter.getKey()) {
          case "topic" -> topics.addAll(topics(value));
          case "room" -> rooms.add(room(value));
          case "after" -> after = OptionalLong.of(number("after", value, 0, Long.MAX_VALUE - 1));
          case "limit" -> limit = (int) number("limit", value, 1, MAX_LIMIT);
          default ->
              throw new InvalidRequestException(
                  "unknown query parameter: only topic, room, after and limit are allowed");
        }
      }
    }
    if (rooms.size() > MAX_ROOMS) {
      throw new InvalidRequestException("too many rooms, at most " + MAX_ROOMS);
    }
    return new EventQuery(new EventFilter(topics, rooms), after, limit);
  }

  /// What a token lacks of the topics and rooms that are asked for by name, in words for its owner.
  /// What is not asked for by name is left out silently.
  Optional<String> missingFrom(TokenScope scope) {
    for (Topic topic : filter.topics()) {
      if (!scope.topics().contains(topic)) {
        return Optional.of("this token lacks the topic " + topic.label());
      }
    }
    return filter.rooms().stream()
        .filter(room -> !scope.coversRoom(room))
        .findFirst()
        .map(room -> "this token lacks the room " + room);
  }

  private static Set<Topic> topics(String value) throws InvalidRequestException {
    Set<Topic> topics = EnumSet.noneOf(Topic.class);
    for (String name : value.split(",", -1)) {
      Set<Topic> named = Topic.named(name);
      if (named.isEmpty()) {
        throw new InvalidRequestException("unknown topic; see openapi.json");
      }
      topics.addAll(named);
    }
    return topics;
  }

  private static String room(String value) throws InvalidRequestException {
    return switch (RoomIdParser.parse(value)) {
      case RoomIdParser.Room(String id) -> id;
      case RoomIdParser.Invalid(String why) -> throw new InvalidRequestException(why);
    };
  }

  private static long number(String name, String text, long min, long max)
      throws InvalidRequestException {
    try {
      long value = Long.parseLong(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Rejected as a number out of range is.
    }
    String range = max == MAX_LIMIT ? min + " to " + max : "at least " + min;
    throw new InvalidRequestException(name + " must be a whole number, " + range);
  }
}
