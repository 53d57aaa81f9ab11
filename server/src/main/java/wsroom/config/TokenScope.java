package wsroom.config;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What an operator's token covers.
///
/// @param rooms that it sees and acts on; empty for all of them and the server as a whole
/// @param topics of the events that it hears
/// @param acts that it allows; without any it only reads
public record TokenScope(List<RoomPattern> rooms, Set<Topic> topics, Set<OperatorAct> acts) {
  /// Covers everything.
  public static final TokenScope EVERYTHING =
      new TokenScope(List.of(), EnumSet.allOf(Topic.class), EnumSet.allOf(OperatorAct.class));

  /// The maximum number of patterns, so that a check stays quick.
  private static final int MAX_PATTERNS = 100;

  public TokenScope {
    rooms = List.copyOf(rooms);
    topics = Set.copyOf(topics);
    acts = Set.copyOf(acts);
  }

  /// Reads a scope of names, as a setting or a token has them. A list that is absent covers all
  /// rooms and the server as a whole, all topics, or no act.
  ///
  /// @return empty if a pattern, a topic or an act is invalid
  public static Optional<TokenScope> of(
      Optional<List<String>> rooms, Optional<List<String>> topics, Optional<List<String>> acts) {
    List<RoomPattern> patterns =
        rooms.orElse(List.of()).stream().map(RoomPattern::parse).flatMap(Optional::stream).toList();
    Set<Topic> heard = EnumSet.noneOf(Topic.class);
    for (String name : topics.orElse(List.of())) {
      Set<Topic> named = Topic.named(name);
      if (named.isEmpty()) {
        return Optional.empty();
      }
      heard.addAll(named);
    }
    Set<OperatorAct> allowed = EnumSet.noneOf(OperatorAct.class);
    for (String name : acts.orElse(List.of())) {
      Optional<OperatorAct> act = OperatorAct.named(name);
      if (act.isEmpty()) {
        return Optional.empty();
      }
      allowed.add(act.get());
    }
    boolean isValid =
        patterns.size() == rooms.orElse(List.of()).size()
            && patterns.size() <= MAX_PATTERNS
            && rooms.stream().noneMatch(List::isEmpty)
            && topics.stream().noneMatch(List::isEmpty);
    return isValid
        ? Optional.of(
            new TokenScope(
                patterns, topics.isPresent() ? heard : EnumSet.allOf(Topic.class), allowed))
        : Optional.empty();
  }

  /// Whether it covers the server as a whole, and all rooms.
  public boolean isServerWide() {
    return rooms.isEmpty();
  }

  public boolean coversRoom(String roomId) {
    return rooms.isEmpty() || rooms.stream().anyMatch(pattern -> pattern.matches(roomId));
  }

  /// The scope of a setting: parts such as `rooms=plaza,world-*`, `topics=peer` and `acts=kick`.
  static Optional<TokenScope> parse(List<String> parts) {
    Optional<List<String>> rooms = Optional.empty();
    Optional<List<String>> topics = Optional.empty();
    Optional<List<String>> acts = Optional.empty();
    for (String part : parts) {
      int equals = part.indexOf('=');
      Optional<List<String>> names =
          Optional.of(Arrays.asList(part.substring(equals + 1).split(",", -1)));
      String list = equals < 0 ? "" : part.substring(0, equals);
      if (list.equals("rooms") && rooms.isEmpty()) {
        rooms = names;
      } else if (list.equals("topics") && topics.isEmpty()) {
        topics = names;
      } else if (list.equals("acts") && acts.isEmpty()) {
        acts = names;
      } else {
        return Optional.empty();
      }
    }
    return of(rooms, topics, acts);
  }
}
