package wsroom.events;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reports rejected requests as events, at a limited rate. The first of a kind is reported at once.
/// Further ones of that kind are counted, and reported after 1 s, 2 s, 4 s and so on, up to a
/// minute, for as long as they continue. So a flood of requests cannot push all other events out of
/// the log.
///
/// Thread-safe. The lock guards a map with one entry per kind.
public final class RejectionReporter {
  static final Duration MIN_WINDOW = Duration.ofSeconds(1);
  static final Duration MAX_WINDOW = Duration.ofMinutes(1);

  /// For servers without an operators' API.
  public static final RejectionReporter UNHEARD = new RejectionReporter(null, (time, action) -> {});

  private final @Nullable EventLog log;
  private final Scheduler scheduler;
  private final Map<Kind, Pending> pending = new HashMap<>();

  /// Runs an action after a time.
  @FunctionalInterface
  public interface Scheduler {
    void run(Duration after, Runnable action);
  }

  /// @param reason one of a few constants
  private record Kind(Event.Way way, String reason) {}

  /// The rejections of one kind that have not been reported yet.
  ///
  /// @param room the room of all these requests; empty if they were for several
  private record Pending(long count, String room, String text, Duration window) {}

  /// @param scheduler runs the reports of counted rejections
  public RejectionReporter(@Nullable EventLog log, Scheduler scheduler) {
    this.log = log;
    this.scheduler = scheduler;
  }

  /// Called on any thread when a request was rejected.
  public void rejected(Event.Way way, String roomId, String reason, String text) {
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
      pending.put(kind, new Pending(0, "", "", MIN_WINDOW));
    }
    log.requestRefused(new Event.RequestRefused(way, roomId, reason, text, 1));
    scheduler.run(MIN_WINDOW, () -> report(kind, log));
  }

  private void report(Kind kind, EventLog log) {
    Pending due;
    Duration next;
    synchronized (this) {
      due = pending.remove(kind);
      if (due == null || due.count == 0) {
        return;
      }
      Duration doubled = due.window.multipliedBy(2);
      next = doubled.compareTo(MAX_WINDOW) < 0 ? doubled : MAX_WINDOW;
      pending.put(kind, new Pending(0, "", "", next));
    }
    log.requestRefused(
        new Event.RequestRefused(kind.way, due.room, kind.reason, due.text, due.count));
    scheduler.run(next, () -> report(kind, log));
  }
}
