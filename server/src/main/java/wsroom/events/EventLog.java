package wsroom.events;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import wsroom.session.CloseReason;
import wsroom.session.SessionEvents;

/// Puts what happens on all I/O threads into one order, and keeps the last of it.
///
/// Told once or twice in the life of a session, never for an update. Thread-safe. The lock guards
/// an array and a map, for a few stores; readers take references under it and do the rest outside.
public final class EventLog implements SessionEvents {
  private final InstantSource clock;
  private final @Nullable RecordedEvent[] ring;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /// How many sessions have joined each room and not left it.
  private final Map<String, Integer> present = new HashMap<>();

  private long last;

  /// @param capacity how many events are kept
  public EventLog(InstantSource clock, int capacity) {
    this.clock = clock;
    this.ring = new RecordedEvent[capacity];
  }

  /// Some events in order.
  ///
  /// @param events those from `next - events.size()` on, without a hole
  /// @param lostFrom the first of those asked for that are no longer kept
  /// @param lostTo the last of them; less than `lostFrom` if none is lost
  /// @param last the sequence of the latest event of all
  public record Excerpt(List<RecordedEvent> events, long lostFrom, long lostTo, long last) {
    public boolean hasGap() {
      return lostTo >= lostFrom;
    }
  }

  /// The events after a certain one, at most so many. One that has not happened yet is of an
  /// earlier process, whose numbers mean nothing here: then from the first that is kept.
  public synchronized Excerpt after(long sequence, int atMost) {
    long oldest = Math.max(1, last - ring.length + 1);
    long wanted = sequence > last ? 1 : sequence + 1;
    long from = Math.max(wanted, oldest);
    long to = Math.min(last, from + atMost - 1);
    List<RecordedEvent> events = new ArrayList<>((int) Math.max(0, to - from + 1));
    for (long next = from; next <= to; next++) {
      RecordedEvent event = ring[slot(next)];
      assert event != null && event.sequence() == next;
      events.add(event);
    }
    return new Excerpt(events, wanted, from - 1, last);
  }

  /// The sequence of the latest event; 0 before the first.
  public synchronized long last() {
    return last;
  }

  public long timeMillis() {
    return clock.millis();
  }

  /// Runs an action after each event, on the thread on which it happened: it must be quick and not
  /// block.
  void addListener(Runnable listener) {
    listeners.add(listener);
  }

  void removeListener(Runnable listener) {
    listeners.remove(listener);
  }

  @Override
  public void joined(JoinedSession who) {
    synchronized (this) {
      if (present.merge(who.roomId(), 1, Integer::sum) == 1) {
        append(new Event.RoomCreated(who.roomId(), who.sessionId()));
      }
      append(new Event.Joined(who));
    }
    tellListeners();
  }

  @Override
  public void left(JoinedSession who, CloseReason reason) {
    synchronized (this) {
      append(new Event.Left(who, reason));
      if (present.merge(who.roomId(), -1, Integer::sum) == 0) {
        present.remove(who.roomId());
        append(new Event.RoomGone(who.roomId(), who.sessionId()));
      }
    }
    tellListeners();
  }

  @Override
  public void kicked(JoinedSession who, CloseReason reason, String text) {
    synchronized (this) {
      append(new Event.Kicked(who, reason, text));
    }
    tellListeners();
  }

  @Override
  public void refused(PendingSession who, CloseReason reason, String text) {
    synchronized (this) {
      append(new Event.Refused(who, reason, text));
    }
    tellListeners();
  }

  void requestRefused(Event.RequestRefused refused) {
    synchronized (this) {
      append(refused);
    }
    tellListeners();
  }

  private void append(Event event) {
    assert Thread.holdsLock(this);
    last++;
    ring[slot(last)] = new RecordedEvent(last, clock.millis(), event);
  }

  private int slot(long sequence) {
    return (int) (sequence % ring.length);
  }

  private void tellListeners() {
    listeners.forEach(Runnable::run);
  }
}
