package wsroom.events;

import java.util.Optional;
import java.util.Set;
import wsroom.config.TokenScope;
import wsroom.config.Topic;

/// Selects the events that a consumer receives. Gaps are sent whatever the filter.
///
/// @param topics all if empty
/// @param rooms all if empty
/// @param scope of the consumer's token
public record EventFilter(Set<Topic> topics, Set<String> rooms, TokenScope scope) {
  public static final EventFilter EVERYTHING = new EventFilter(Set.of(), Set.of());

  /// Without the limits of a token.
  public EventFilter(Set<Topic> topics, Set<String> rooms) {
    this(topics, rooms, TokenScope.EVERYTHING);
  }

  /// The same, limited to a token's scope.
  public EventFilter within(TokenScope limits) {
    return new EventFilter(topics, rooms, limits);
  }

  public boolean passes(Event event) {
    Optional<String> room = event.room();
    return (topics.isEmpty() || topics.contains(event.topic()))
        && (rooms.isEmpty() || room.filter(rooms::contains).isPresent())
        && scope.topics().contains(event.topic())
        && (scope.isServerWide() || room.filter(scope::coversRoom).isPresent());
  }
}
