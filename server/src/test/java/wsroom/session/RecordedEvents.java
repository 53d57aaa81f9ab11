package wsroom.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import wsroom.config.DuplicateScope;
import wsroom.events.Event;
import wsroom.events.EventLog;
import wsroom.events.RecordedEvent;

/// Records the events of a [Relay]'s sessions in a real event log, and checks their consistency.
final class RecordedEvents implements SessionListener {
  private final EventLog log;
  private final IntSupplier seats;
  private final List<Integer> seatsAtLeaves = new ArrayList<>();
  private boolean failsAtJoins;
  private boolean failsAtEnds;

  /// @param seats the number of taken seats
  RecordedEvents(InstantSource clock, IntSupplier seats) {
    log = new EventLog(clock, 100_000);
    this.seats = seats;
  }

  /// The number of taken seats at each leave.
  List<Integer> seatsAtLeaves() {
    return seatsAtLeaves;
  }

  /// From now on throws at a join.
  void failsAtJoins() {
    failsAtJoins = true;
  }

  /// From now on throws at a leave or a rejection.
  void failsAtEnds() {
    failsAtEnds = true;
  }

  private static void failIf(boolean fails) {
    if (fails) {
      throw new IllegalStateException("injected fault");
    }
  }

  @Override
  public void joined(JoinedSession session, long handshakeNanos) {
    failIf(failsAtJoins);
    log.joined(session, handshakeNanos);
  }

  @Override
  public void kicked(JoinedSession session, CloseReason reason, String text) {
    log.kicked(session, reason, text);
  }

  @Override
  public void left(JoinedSession session, CloseReason reason) {
    failIf(failsAtEnds);
    seatsAtLeaves.add(seats.getAsInt());
    log.left(session, reason);
  }

  @Override
  public void handshakeEnded(PendingSession session, CloseReason reason, String text) {
    failIf(failsAtEnds);
    log.handshakeEnded(session, reason, text);
  }

  List<RecordedEvent> events() {
    return log.after(0, Integer.MAX_VALUE).events();
  }

  /// A line for each event.
  List<String> lines() {
    return events().stream().map(recorded -> line(recorded.event())).toList();
  }

  private static String line(Event event) {
    return switch (event) {
      case Event.RoomCreated(String room, long id) -> "#" + id + " creates " + room;
      case Event.RoomGone(String room, long id) -> "#" + id + " is the last of " + room;
      case Event.Joined(JoinedSession session) ->
          "#" + session.sessionId() + " joins " + session.roomId();
      case Event.Left(JoinedSession session, var reason) ->
          "#" + session.sessionId() + " leaves " + session.roomId() + ": " + reason.tag();
      case Event.Kicked(JoinedSession session, var _, String text) ->
          "#" + session.sessionId() + " is kicked: " + text;
      case Event.Refused(var session, var _, String text) ->
          "#" + session.sessionId() + " is rejected: " + text;
      case Event.RequestRefused refused ->
          throw new AssertionError("unexpected event of a request: " + refused);
      case Event.Gap gap -> throw new AssertionError("unexpected gap: " + gap);
    };
  }

  /// Checks the events from the beginning: each must be possible after the previous ones. Returns
  /// the sessions present at the end.
  Map<Long, JoinedSession> assertConsistent(DuplicateScope scope) {
    Map<Long, JoinedSession> present = new HashMap<>();
    Set<Long> everSeen = new HashSet<>();
    Set<Long> kicked = new HashSet<>();
    Set<String> rooms = new HashSet<>();
    long sequence = 0;
    for (RecordedEvent recorded : events()) {
      assertThat(recorded.sequence()).isEqualTo(++sequence);
      switch (recorded.event()) {
        case Event.RoomCreated(String room, long _) ->
            assertThat(rooms.add(room)).as("%s is created once", room).isTrue();
        case Event.RoomGone(String room, long _) -> {
          assertThat(rooms.remove(room)).as("%s existed", room).isTrue();
          assertThat(present.values()).noneMatch(session -> session.roomId().equals(room));
        }
        case Event.Joined(JoinedSession session) -> {
          assertThat(rooms).contains(session.roomId());
          assertThat(everSeen.add(session.sessionId())).as("%s joins once", session).isTrue();
          assertThat(present.values())
              .as("sessions of the same address as %s", session)
              .noneMatch(other -> isSame(scope, session, other));
          present.put(session.sessionId(), session);
        }
        case Event.Kicked(JoinedSession session, var reason, var _) -> {
          assertThat(reason.isKick()).isTrue();
          assertThat(present).containsEntry(session.sessionId(), session);
          assertThat(kicked.add(session.sessionId())).as("%s is kicked once", session).isTrue();
        }
        case Event.Left(JoinedSession session, var reason) -> {
          assertThat(present.remove(session.sessionId()))
              .as("the leaving session")
              .isEqualTo(session);
          assertThat(kicked.contains(session.sessionId())).isEqualTo(reason.isKick());
        }
        case Event.Refused(var session, var _, var _) ->
            assertThat(everSeen.add(session.sessionId()))
                .as("%s is rejected once", session)
                .isTrue();
        case Event.RequestRefused refused ->
            throw new AssertionError("unexpected event of a request: " + refused);
        case Event.Gap gap -> throw new AssertionError("unexpected gap: " + gap);
      }
    }
    return present;
  }

  private static boolean isSame(DuplicateScope scope, JoinedSession one, JoinedSession other) {
    return one.address().equals(other.address())
        && (scope == DuplicateScope.SERVER || one.roomId().equals(other.roomId()));
  }
}
