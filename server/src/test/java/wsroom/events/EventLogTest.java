package wsroom.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import wsroom.session.CloseReason;
import wsroom.session.JoinedSession;
import wsroom.session.PendingSession;

class EventLogTest {
  private static final JoinedSession ANN = new JoinedSession(1, "plaza", "0xa", 1);
  private static final JoinedSession BOB = new JoinedSession(2, "plaza", "0xb", 2);

  private Instant now = Instant.ofEpochMilli(1_000);
  private final EventLog log = new EventLog(() -> now, 4);

  @Test
  void roomIsCreatedBeforeItsFirstJoinAndGoneAfterItsLastLeave() {
    log.joined(ANN, 1);
    log.joined(BOB, 1);
    log.left(ANN, CloseReason.CLOSED_BY_PEER);
    assertThat(events(0))
        .containsExactly(
            new Event.RoomCreated("plaza", 1),
            new Event.Joined(ANN),
            new Event.Joined(BOB),
            new Event.Left(ANN, CloseReason.CLOSED_BY_PEER));

    log.left(BOB, CloseReason.UNRESPONSIVE);
    assertThat(events(4))
        .containsExactly(
            new Event.Left(BOB, CloseReason.UNRESPONSIVE), new Event.RoomGone("plaza", 2));
  }

  @Test
  void eventsHaveTheirTimeAndAreNumberedFromOne() {
    refuse(1);
    now = now.plusMillis(5);
    refuse(2);

    assertThat(log.after(0, 10).events())
        .extracting(RecordedEvent::sequence, RecordedEvent::timeMillis)
        .containsExactly(tuple(1L, 1_000L), tuple(2L, 1_005L));
  }

  @Test
  void anEmptyLogHasNothing() {
    assertThat(log.after(0, 10)).isEqualTo(new EventLog.Excerpt(List.of(), 1, 0, 0));
    assertThat(log.after(0, 10).hasGap()).isFalse();
  }

  @Test
  void overwrittenEventsAreAGap() {
    for (int session = 1; session <= 10; session++) {
      refuse(session);
    }
    EventLog.Excerpt excerpt = log.after(2, 10);

    assertThat(excerpt.hasGap()).isTrue();
    assertThat(excerpt.lostFrom()).isEqualTo(3);
    assertThat(excerpt.lostTo()).isEqualTo(6);
    assertThat(excerpt.events())
        .extracting(RecordedEvent::sequence)
        .containsExactly(7L, 8L, 9L, 10L);
    assertThat(log.after(6, 10).hasGap()).isFalse();
    assertThat(log.after(10, 10).events()).isEmpty();
  }

  @Test
  void excerptHasAtMostTheRequestedEvents() {
    refuse(1);
    refuse(2);
    refuse(3);

    assertThat(log.after(0, 2).events())
        .extracting(RecordedEvent::sequence)
        .containsExactly(1L, 2L);
    assertThat(log.after(2, 2).events()).extracting(RecordedEvent::sequence).containsExactly(3L);
  }

  @Test
  void sequenceOfAnEarlierProcessStartsWithTheFirstEvent() {
    refuse(1);

    assertThat(log.after(4711, 10).events()).hasSize(1);
    assertThat(log.after(4711, 10).hasGap()).isFalse();
  }

  private void refuse(long session) {
    log.handshakeEnded(
        new PendingSession(session, "plaza", ""), CloseReason.ROOM_FULL, "the room is full");
  }

  private List<Event> events(long after) {
    return log.after(after, 10).events().stream().map(RecordedEvent::event).toList();
  }
}
