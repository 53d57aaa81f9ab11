package wsroom.events;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import wsroom.session.CloseReason;
import wsroom.session.JoinedSession;
import wsroom.session.PendingSession;
import wsroom.session.SessionListener;

/// Orders the events of all I/O threads, and keeps the latest of them in memory.
///
/// Called once or twice per session, never for an update. Thread-safe. The lock guards an array and
/// a map, for a few stores; readers copy references under it and do the rest outside.
public final class EventLog implements SessionListener {
  private final InstantSource clock;
  private final @Nullable RecordedEvent[] ring;
  private final List<EventConsumer> listeners = new CopyOnWriteArrayList<>();

  /// Members per room: sessions that have joined and not left.
  private final Map<String, Integer> members = new HashMap<>();

  private long last;

  /// @param capacity the number of events kept
  public EventLog(InstantSource clock, int capacity) {
    this.clock = clock;
    this.ring = new RecordedEvent[capacity];
  }

  /// Consecutive events in order.
  ///
  /// @param events without a gap between them
  /// @param lostFrom the first of the requested events that are no longer kept
  /// @param lostTo the last of them; less than `lostFrom` if all are kept
  /// @param last the sequence of the latest event of all
  public record Excerpt(List<RecordedEvent> events, long lostFrom, long lostTo, long last) {
    public boolean hasGap() {
      return lostTo >= lostFrom;
    }
  }

  /// The events after a sequence, at most `atMost`. A sequence that is ahead of this log comes from
  /// an earlier process, and means nothing here: then the excerpt starts with the first event kept.
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

  /// Tells a consumer of each event from now on.
  public void addListener(EventConsumer listener) {
    listeners.add(listener);
  }

  public void removeListener(EventConsumer listener) {
    listeners.remove(listener);
  }

  @Override
  public void joined(JoinedSession session, long handshakeNanos) {
    synchronized (this) {
      if (members.merge(session.roomId(), 1, Integer::sum) == 1) {
        append(new Event.RoomCreated(session.roomId(), session.sessionId()));
      }
      append(new Event.Joined(session));
    }
    notifyListeners();
  }

  @Override
  public void left(JoinedSession session, CloseReason reason) {
    synchronized (this) {
      append(new Event.Left(session, reason));
      if (members.merge(session.roomId(), -1, Integer::sum) == 0) {
        members.remove(session.roomId());
        append(new Event.RoomGone(session.roomId(), session.sessionId()));
      }
    }
    notifyListeners();
  }

  @Override
  public void kicked(JoinedSession session, CloseReason reason, String text) {
    synchronized (this) {
      append(new Event.Kicked(session, reason, text));
    }
    notifyListeners();
  }

  @Override
  public void handshakeEnded(PendingSession session, CloseReason reason, String text) {
    if (reason.isByClient()) {
      return;
    }
    synchronized (this) {
      append(new Event.Refused(session, reason, text));
    }
    notifyListeners();
  }

  void requestRefused(Event.RequestRefused rejected) {
    synchronized (this) {
      append(rejected);
    }
    notifyListeners();
  }

  private void append(Event event) {
    assert Thread.holdsLock(this);
    last++;
    ring[slot(last)] = new RecordedEvent(last, clock.millis(), event);
  }

  private int slot(long sequence) {
    return (int) (sequence % ring.length);
  }

  private void notifyListeners() {
    listeners.forEach(EventConsumer::onEvent);
  }
}
