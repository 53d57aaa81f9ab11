package wsroom.config;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The kinds of events, by the names under which consumers, settings and tokens ask for them.
public enum Topic {
  ROOM_CREATED("room.created"),
  ROOM_GONE("room.gone"),
  PEER_JOINED("peer.joined"),
  PEER_LEFT("peer.left"),
  PEER_KICKED("peer.kicked"),
  PEER_REFUSED("peer.refused"),
  REQUEST_REFUSED("request.refused"),

  /// Sent to a consumer that has missed events, whatever its filter.
  FEED_GAP("feed.gap");

  private final String label;

  Topic(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  /// The topics with that name, or with a name that begins with it and a dot; empty if there are
  /// none.
  public static Set<Topic> named(String name) {
    return Arrays.stream(values())
        .filter(topic -> topic.label.equals(name) || topic.label.startsWith(name + "."))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Topic.class)));
  }

  /// The topics of any of some names, separated by commas; empty if one of them names none.
  static Optional<Set<Topic>> namedByAny(String names) {
    Set<Topic> topics = EnumSet.noneOf(Topic.class);
    for (String name : names.split(",", -1)) {
      Set<Topic> named = named(name.strip());
      if (named.isEmpty()) {
        return Optional.empty();
      }
      topics.addAll(named);
    }
    return Optional.of(topics);
  }
}
