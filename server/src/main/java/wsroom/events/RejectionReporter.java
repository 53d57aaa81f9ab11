package wsroom.events;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tells of refused requests, and of a flood of them only now and then: the first of a kind at
/// once, what follows of the same kind counted, after a second, two, four, up to a minute, for as
/// long as it goes on. So nobody can push everything else out of the log with requests alone.
///
/// Thread-safe. The lock guards a map of as many entries as there are kinds.
public final class RejectionReporter {
  static final Duration SHORTEST = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofMinutes(1);

  /// For servers where nobody listens.
  public static final RejectionReporter UNHEARD = new RejectionReporter(null, (time, action) -> {});

  private final @Nullable EventLog log;
  private final Later later;
  private final Map<Kind, Pending> pending = new HashMap<>();

  /// Runs something after a time.
  @FunctionalInterface
  public interface Later {
    void run(Duration after, Runnable action);
  }

  /// @param reason one of a few constants
  private record Kind(Event.Way way, String reason) {}

  /// What has not been told yet.
  ///
  /// @param room the one room that all of them asked for; empty, if they asked for several
  private record Pending(long count, String room, String text, Duration window) {}

  /// @param later runs what is to be told of a flood when its time has come
  public RejectionReporter(@Nullable EventLog log, Later later) {
    this.log = log;
    this.later = later;
  }

  /// A request was refused. From any thread.
  public void refused(Event.Way way, String roomId, String reason, String text) {
    if (log == null) {
      return;
    }
    Kind kind = new Kind(way, reason);
    synchronized (this) {
      Pending before = pending.get(kind);
      if (before != null) {
        boolean sameRoom = before.count == 0 || before.room.equals(roomId);
        pending.put(
            kind, new Pending(before.count + 1, sameRoom ? roomId : "", text, before.window));
        return;
      }
      pending.put(kind, new Pending(0, "", "", SHORTEST));
    }
    log.requestRefused(new Event.RequestRefused(way, roomId, reason, text, 1));
    later.run(SHORTEST, () -> tell(kind, log));
  }

  private void tell(Kind kind, EventLog log) {
    Pending told;
    Duration next;
    synchronized (this) {
      told = pending.remove(kind);
      if (told == null || told.count == 0) {
        return;
      }
      Duration doubled = told.window.multipliedBy(2);
      next = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
      pending.put(kind, new Pending(0, "", "", next));
    }
    log.requestRefused(
        new Event.RequestRefused(kind.way, told.room, kind.reason, told.text, told.count));
    later.run(next, () -> tell(kind, log));
  }
}
