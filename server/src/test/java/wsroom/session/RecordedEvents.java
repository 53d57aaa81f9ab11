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
import wsroom.events.Event;
import wsroom.events.EventLog;
import wsroom.events.RecordedEvent;
import wsroom.room.membership.PeerDirectory.DuplicateScope;

/// What the sessions of a [Relay] tell those who watch them: the real log, and whether its story
/// makes sense.
final class RecordedEvents implements SessionEvents {
  private final EventLog log;
  private final IntSupplier seats;
  private final List<Integer> seatsAtLeaves = new ArrayList<>();
  private boolean failsAtJoins;
  private boolean failsAtEnds;

  /// @param seats how many are taken now
  RecordedEvents(InstantSource clock, IntSupplier seats) {
    log = new EventLog(clock, 100_000);
    this.seats = seats;
  }

  /// How many seats were taken when each leave was told.
  List<Integer> seatsAtLeaves() {
    return seatsAtLeaves;
  }

  /// From now on fails when it is told of a join, as nothing should.
  void failsAtJoins() {
    failsAtJoins = true;
  }

  /// From now on fails when it is told of a leave or a refusal, as nothing should.
  void failsAtEnds() {
    failsAtEnds = true;
  }

  private static void failIf(boolean fails) {
    if (fails) {
      throw new IllegalStateException("a fault of the test's");
    }
  }

  @Override
  public void joined(JoinedSession who) {
    failIf(failsAtJoins);
    log.joined(who);
  }

  @Override
  public void kicked(JoinedSession who, CloseReason reason, String text) {
    log.kicked(who, reason, text);
  }

  @Override
  public void left(JoinedSession who, CloseReason reason) {
    failIf(failsAtEnds);
    seatsAtLeaves.add(seats.getAsInt());
    log.left(who, reason);
  }

  @Override
  public void refused(PendingSession who, CloseReason reason, String text) {
    failIf(failsAtEnds);
    log.refused(who, reason, text);
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
      case Event.RoomCreated(String room, long session) -> "#" + session + " creates " + room;
      case Event.RoomGone(String room, long session) -> "#" + session + " is the last of " + room;
      case Event.Joined(JoinedSession who) -> "#" + who.sessionId() + " joins " + who.roomId();
      case Event.Left(JoinedSession who, var reason) ->
          "#" + who.sessionId() + " leaves " + who.roomId() + ": " + reason.tag();
      case Event.Kicked(JoinedSession who, var _, String text) ->
          "#" + who.sessionId() + " is kicked: " + text;
      case Event.Refused(var who, var _, String text) ->
          "#" + who.sessionId() + " is refused: " + text;
      case Event.RequestRefused refused ->
          throw new AssertionError("no session was refused so: " + refused);
      case Event.Gap gap -> throw new AssertionError("a log has no gaps of its own: " + gap);
    };
  }

  /// Reads the story from the beginning: each event must be possible after those before. Returns
  /// who is there at the end, by session.
  Map<Long, JoinedSession> makesSense(DuplicateScope scope) {
    Map<Long, JoinedSession> present = new HashMap<>();
    Set<Long> everSeen = new HashSet<>();
    Set<Long> kicked = new HashSet<>();
    Set<String> rooms = new HashSet<>();
    long sequence = 0;
    for (RecordedEvent recorded : events()) {
      assertThat(recorded.sequence()).isEqualTo(++sequence);
      switch (recorded.event()) {
        case Event.RoomCreated(String room, long _) ->
            assertThat(rooms.add(room)).as("%s is created anew", room).isTrue();
        case Event.RoomGone(String room, long _) -> {
          assertThat(rooms.remove(room)).as("%s was there", room).isTrue();
          assertThat(present.values()).noneMatch(who -> who.roomId().equals(room));
        }
        case Event.Joined(JoinedSession who) -> {
          assertThat(rooms).contains(who.roomId());
          assertThat(everSeen.add(who.sessionId())).as("%s comes once", who).isTrue();
          assertThat(present.values())
              .as("whom %s meets", who)
              .noneMatch(other -> isSame(scope, who, other));
          present.put(who.sessionId(), who);
        }
        case Event.Kicked(JoinedSession who, var reason, var _) -> {
          assertThat(reason.isKick()).isTrue();
          assertThat(present).containsEntry(who.sessionId(), who);
          assertThat(kicked.add(who.sessionId())).as("%s is kicked once", who).isTrue();
        }
        case Event.Left(JoinedSession who, var reason) -> {
          assertThat(present.remove(who.sessionId())).as("who leaves").isEqualTo(who);
          assertThat(kicked.contains(who.sessionId())).isEqualTo(reason.isKick());
        }
        case Event.Refused(var who, var _, var _) ->
            assertThat(everSeen.add(who.sessionId())).as("%s is refused once", who).isTrue();
        case Event.RequestRefused refused ->
            throw new AssertionError("no session was refused so: " + refused);
        case Event.Gap gap -> throw new AssertionError("a log has no gaps of its own: " + gap);
      }
    }
    return present;
  }

  private static boolean isSame(DuplicateScope scope, JoinedSession one, JoinedSession other) {
    return one.address().equals(other.address())
        && (scope == DuplicateScope.SERVER || one.roomId().equals(other.roomId()));
  }
}
