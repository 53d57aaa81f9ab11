package wsroom.events;

import java.util.Set;

/// What a consumer wants to hear.
///
/// @param topics all, if there is none
/// @param rooms all, if there is none
public record EventFilter(Set<Topic> topics, Set<String> rooms) {
  public static final EventFilter EVERYTHING = new EventFilter(Set.of(), Set.of());

  public boolean passes(Event event) {
    return (topics.isEmpty() || topics.contains(event.topic()))
        && (rooms.isEmpty() || rooms.stream().anyMatch(event::concerns));
  }
}
