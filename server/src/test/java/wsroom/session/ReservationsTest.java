package wsroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static wsroom.session.CloseReason.CLOSED_BY_PEER;
import static wsroom.session.CloseReason.HANDSHAKE_TIMEOUT;
import static wsroom.session.CloseReason.INTERNAL_ERROR;
import static wsroom.session.CloseReason.KICKED;
import static wsroom.session.CloseReason.ROOM_FULL;
import static wsroom.session.CloseReason.SERVER_FULL;
import static wsroom.session.CloseReason.SHUTDOWN;
import static wsroom.session.CloseReason.TAKEN_OVER;
import static wsroom.session.Packets.joined;
import static wsroom.session.Packets.kicked;
import static wsroom.session.Packets.left;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import wsroom.limit.ConnectionLimiter;
import wsroom.logging.LogLines;
import wsroom.room.membership.ExhaustedAliases;
import wsroom.websocket.FakeIoThreads;

/// Reservations of a session are released once, whatever fails in between.
class ReservationsTest {
  private final LogLines faults = LogLines.of(Session.class.getName());
  private final Relay relay = Relay.withDefaults();

  @AfterEach
  void closes() {
    faults.close();
  }

  @Test
  void failedJoinReleasesItsSeatForTheNextSession() {
    Relay spent =
        new Relay(
            RelaySettings.builder().seats(2).build(),
            FakeIoThreads.inOrder(1),
            ExhaustedAliases.after(1));
    Client bob = spent.client("bob").joins();
    for (int attempt = 0; attempt < 3; attempt++) {
      Client eve = spent.client("eve").identifies();
      assertThat(eve.next().getChallengeMessage().getAlreadyConnected()).isFalse();
      eve.signs().isClosedWith(INTERNAL_ERROR);
    }

    bob.hearsNothing();
    assertThat(spent.seats().users()).isEqualTo(1);
    assertThat(spent.limiter.pending()).isZero();
    assertThat(spent.limiter.connections()).isEqualTo(1);
    assertThat(spent.metrics.open()).isEqualTo(1);
  }

  @Test
  void takeoverThatFailsReleasesTheSeatOfBothSessions() {
    Relay spent =
        new Relay(RelaySettings.defaults(), FakeIoThreads.inOrder(2), ExhaustedAliases.after(2));
    Client bob = spent.client("bob", "plaza", 1).joins();
    Client before = spent.client("eve").joins();
    bob.hears(joined(before));
    Client after = spent.client("eve", "plaza", 1).identifies();
    after.next();
    after.signs().isClosedWith(INTERNAL_ERROR);

    bob.hears(left(before));
    assertThat(spent.authority.addressesHere()).containsExactly(bob.address());
    assertThat(spent.isConnected("plaza", before.address())).isFalse();
  }

  @Test
  void joinWhoseEventFailsLeavesTheRoomAgain() {
    Client bob = relay.client("bob").joins();
    relay.events.failsAtJoins();
    Client eve = relay.client("eve").identifies();
    eve.next();
    eve.signs();
    assertThat(eve.next().hasWelcomeMessage()).isTrue();
    eve.isClosedWith(INTERNAL_ERROR);

    bob.hears(joined(eve), left(eve));
    assertThat(relay.seats().users()).isEqualTo(1);
    assertThat(relay.limiter.pending()).isZero();
    assertThat(relay.limiter.connections()).isEqualTo(1);
  }

  @Test
  void leaveWhoseEventFailsReleasesTheSeatAndLeavesNoGhost() {
    Client bob = relay.client("bob").joins();
    Client eve = relay.client("eve").joins();
    bob.hears(joined(eve));
    relay.events.failsAtEnds();
    eve.leaves();
    eve.socket().hangsUp();

    bob.hears(left(eve));
    assertThat(relay.metrics.ended(CLOSED_BY_PEER)).isEqualTo(1);
    assertThat(faults.messages()).containsExactly("session failed, closing it: internal error");
    assertThat(relay.seats().users()).isEqualTo(1);
    assertThat(relay.limiter.connections()).isEqualTo(1);
    assertThat(relay.metrics.open()).isEqualTo(1);
  }

  @Test
  void handshakeWhoseEndFailsIsNoLongerPending() {
    Client eve = relay.client("eve").identifies();
    eve.next();
    relay.events.failsAtEnds();
    relay.passes(Relay.HANDSHAKE_TIMEOUT.plus(Relay.TICK));
    assertThat(relay.limiter.pending()).isZero();
    assertThat(relay.limiter.connections()).isEqualTo(1);
    assertThat(relay.metrics.ended(HANDSHAKE_TIMEOUT)).isEqualTo(1);
    relay.passes(SessionSettings.CLOSE_TIMEOUT.plusSeconds(1));

    eve.isDropped();
    assertThat(relay.limiter.pending()).isZero();
    assertThat(relay.limiter.connections()).isZero();
    assertThat(relay.metrics.open()).isZero();
  }

  @Test
  void rejectionOfAClientThatReadsNothingReleasesItsConnection() {
    Relay full =
        Relay.with(
            RelaySettings.builder()
                .limiter(new ConnectionLimiter.Limits(1, 0, 0, 0, false))
                .build());
    full.client("bob").joins();
    Client eve = full.client("eve");
    eve.socket().readsNothing();
    full.settles();
    assertThat(full.metrics.ended(SERVER_FULL)).isEqualTo(1);
    assertThat(full.limiter.connections()).isEqualTo(2);
    full.passes(SessionSettings.CLOSE_TIMEOUT.plus(Relay.TICK));

    eve.isDropped();
    assertThat(full.limiter.connections()).isEqualTo(1);
    assertThat(full.limiter.pending()).isZero();
    assertThat(full.metrics.open()).isEqualTo(1);
  }

  @Test
  void connectionWhoseCountFailsIsClosedAndNotReleasedTwice() {
    relay.metrics.failsAtOpens();
    Client eve = relay.client("eve");

    eve.isDropped();
    assertThat(relay.metrics.ended(INTERNAL_ERROR)).isEqualTo(1);
    assertThat(relay.metrics.open()).isZero();
    assertThat(relay.limiter.connections()).isZero();
    assertThat(relay.limiter.pending()).isZero();
  }

  @Test
  void drainEndsSessionsOfPendingUpgradesUntilItIsStopped() {
    relay.client("joe").joins();
    var started = relay.sessions().drain(SHUTDOWN, Duration.ZERO);
    assertThat(started).hasSize(1).noneMatch(CompletableFuture::isDone);
    relay.settles();
    assertThat(started.getFirst()).isCompletedWithValue(1);
    relay.client("eve").isClosedWith(SHUTDOWN);
    relay.passes(Duration.ofMinutes(1));
    relay.client("bob").isClosedWith(SHUTDOWN);

    relay.sessions().stopDraining();
    relay.client("ann").joins().hearsNothing();
    assertThat(relay.limiter.connections()).isEqualTo(1);
    assertThat(relay.limiter.pending()).isZero();
  }

  @Test
  void endingSessionsDoNotCountInADrain() {
    List<Client> crowd = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      crowd.add(relay.client("p" + i).joins());
    }
    for (Client kicked : crowd.subList(0, 10)) {
      var _ = relay.sessions().end(new Selection.OfAddress(kicked.address()), KICKED, "spam");
    }
    relay.settles();
    var _ = relay.sessions().drain(SHUTDOWN, Duration.ofSeconds(1));
    List<Long> ended = new ArrayList<>();
    for (int step = 0; step < 10; step++) {
      relay.settles();
      ended.add(relay.metrics.ended(SHUTDOWN));
      relay.passes(Duration.ofMillis(100));
    }

    assertThat(ended).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
  }

  @Test
  void endedSessionIsNoLongerSelected() {
    Client eve = relay.client("eve").joins();
    Selection plaza = new Selection.InRoom("plaza");
    assertThat(ends(plaza)).isEqualTo(1);
    assertThat(ends(plaza)).isZero();
    assertThat(ends(new Selection.OfAddress(eve.address()))).isZero();
  }

  @Test
  void takeoverOfASessionWhoseEndFailsIsGranted() {
    Client first = relay.client("eve").joins();
    relay.events.failsAtEnds();
    Client second = relay.client("eve").joins();

    first.hears(kicked(TAKEN_OVER.text())).isClosedWith(TAKEN_OVER);
    second.hearsNothing();
    assertThat(relay.seats().users()).isEqualTo(1);
    assertThat(faults.messages()).containsExactly("session failed, closing it: internal error");
  }

  /// A session that ends while it waits for the previous one of its address keeps the seat that
  /// both share until the previous one has left.
  @Test
  void sessionThatEndsBeforeItsGrantFreesItsSeatOnlyAfterThePreviousOne() {
    Relay two = new Relay(RelaySettings.builder().seats(1).build(), FakeIoThreads.inOrder(2));
    Client first = two.client("eve").joins();
    Client second = two.client("eve", "plaza", 1).identifies();
    second.next();
    two.threads.stalls(two.threads.get(0));
    second.signs();
    two.settles();
    second.socket().hangsUp();
    two.settles();
    assertThat(two.seats().users()).as("seats while the first one has not left").isEqualTo(1);
    two.threads.stallsNoMore();
    two.settles();

    first.hears(kicked(TAKEN_OVER.text())).isClosedWith(TAKEN_OVER);
    assertThat(two.seats().users()).isZero();
    two.client("eve").joins().hearsNothing();
  }

  @Test
  void faultInTheMiddleOfAMessageIsLoggedAndEndsTheHandshake() {
    Relay full = Relay.with(RelaySettings.builder().seats(1).build());
    full.client("bob").joins();
    full.metrics.failsAtKicks();
    Client eve = full.client("eve").identifies();
    full.settles();

    assertThat(faults.messages()).containsExactly("session failed, closing it: internal error");
    assertThat(full.limiter.pending()).isZero();
    assertThat(full.metrics.ended(ROOM_FULL)).isEqualTo(1);
    full.passes(SessionSettings.CLOSE_TIMEOUT.plus(Relay.TICK));
    eve.isDropped();
  }

  private int ends(Selection selection) {
    var ended = relay.sessions().end(selection, KICKED, "spam");
    relay.settles();
    return ended.stream().mapToInt(CompletableFuture::join).sum();
  }

  @Test
  void stepsOfAStoppedDrainEndNoSession() {
    for (int i = 0; i < 10; i++) {
      relay.client("p" + i).joins();
    }
    var _ = relay.sessions().drain(SHUTDOWN, Duration.ofSeconds(10));
    relay.passes(Duration.ofMillis(1500));
    long ended = relay.metrics.ended(SHUTDOWN);
    assertThat(ended).isPositive().isLessThan(10);
    relay.sessions().stopDraining();
    relay.passes(Duration.ofSeconds(5));

    assertThat(relay.metrics.ended(SHUTDOWN)).isEqualTo(ended);
  }

  @Test
  void faultInOneSessionDoesNotStopTheDrain() {
    for (int i = 0; i < 3; i++) {
      relay.client("p" + i).joins();
    }
    relay.events.failsAtEnds();
    var _ = relay.sessions().drain(SHUTDOWN, Duration.ofSeconds(1));
    relay.passes(Duration.ofSeconds(4));

    assertThat(relay.seats().users()).isZero();
    assertThat(relay.limiter.connections()).isZero();
  }
}
