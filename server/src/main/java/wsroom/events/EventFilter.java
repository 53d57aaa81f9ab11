package wsroom.events;

import java.util.Set;

/// Selects the events that a consumer receives.
///
/// @param topics all if empty
/// @param rooms all if empty
public record EventFilter(Set<Topic> topics, Set<String> rooms) {
  public static final EventFilter EVERYTHING = new EventFilter(Set.of(), Set.of());

  public boolean passes(Event event) {
    return (topics.isEmpty() || topics.contains(event.topic()))
        && (rooms.isEmpty() || rooms.stream().anyMatch(event::concerns));
  }
}
