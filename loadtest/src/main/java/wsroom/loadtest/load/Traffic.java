package wsroom.loadtest.load;

import java.util.ArrayList;
import java.util.List;

/// What peers say: each habit is one kind of update at a steady rate.
record Traffic(List<Habit> habits) {
  static final Traffic SILENCE = new Traffic(List.of());

  /// More often a peer does not write; at higher rates it says several things at a time.
  private static final double WRITES_PER_SECOND_LIMIT = 100;

  Traffic {
    habits = List.copyOf(habits);
  }

  /// @param perSecond updates a second and peer
  /// @param share of the peers that have this habit, 0 to 1
  /// @param burst so many at a time, with one write; 0 for as few as the writes a second allow
  record Habit(Kind kind, double perSecond, double share, int burst) {
    int updatesAtATime() {
      return burst > 0 ? burst : (int) Math.ceil(perSecond / WRITES_PER_SECOND_LIMIT);
    }

    double intervalNanos() {
      return updatesAtATime() * 1e9 / perSecond;
    }
  }

  /// Reliable updates of one size.
  static Traffic plain(int bodyBytes, double perSecond, int burst) {
    return new Traffic(
        List.of(new Habit(new Kind(0, "update", bodyBytes, true), perSecond, 1, burst)));
  }

  /// Movements of all, and the bursts of some beside them.
  static Traffic bursts(int bodyBytes, double perSecond, SceneBursts bursts) {
    Kind movement = new Kind(0, "movement", bodyBytes, true);
    Kind scene = new Kind(1, "scene state", bursts.bodyBytes(), true);
    return new Traffic(
        List.of(
            new Habit(movement, perSecond, 1, 0),
            new Habit(scene, bursts.perSecond(), bursts.share(), bursts.updates())));
  }

  /// What the members of an island say: the rates and sizes are those of today's clients.
  static Traffic island() {
    List<Habit> habits = new ArrayList<>();
    addTo(habits, "position", 42, false, 10, 0.5);
    addTo(habits, "movement", 70, false, 10, 0.5);
    addTo(habits, "profile version", 12, true, 0.5, 1);
    addTo(habits, "profile request", 52, true, 0.05, 1);
    addTo(habits, "profile response", 6_000, true, 0.05, 1);
    addTo(habits, "chat", 120, true, 0.05, 1);
    addTo(habits, "voice", 130, false, 25, 0.05);
    addTo(habits, "scene state", 3_000, true, 0.2, 0.1);
    return new Traffic(habits);
  }

  private static void addTo(
      List<Habit> habits, String name, int bytes, boolean reliable, double rate, double share) {
    habits.add(new Habit(new Kind(habits.size(), name, bytes, reliable), rate, share, 0));
  }

  /// The same at another rate.
  Traffic times(double factor) {
    return new Traffic(
        habits.stream()
            .map(h -> new Habit(h.kind(), h.perSecond() * factor, h.share(), h.burst()))
            .toList());
  }

  /// Updates a second that one peer says on average.
  double perSecond() {
    return habits.stream().mapToDouble(habit -> habit.perSecond() * habit.share()).sum();
  }

  Kinds kinds() {
    return new Kinds(habits.stream().map(Habit::kind).toList());
  }
}
