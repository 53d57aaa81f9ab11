package wsroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static wsroom.session.CloseReason.INTERNAL_ERROR;
import static wsroom.session.CloseReason.SERVER_FULL;
import static wsroom.session.CloseReason.SHUTDOWN;
import static wsroom.session.Packets.joined;
import static wsroom.session.Packets.left;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import wsroom.room.SpentAliases;
import wsroom.websocket.FakeIoThreads;

/// What a session reserves of what all share is released once, whatever fails on the way.
class ReservationsTest {
  private final Relay relay = Relay.usual();

  @Test
  void joinThatFailsReleasesItsSeatAndTheNextSessionOfThatAddressDoesNotWait() {
    Relay spent =
        new Relay(Rules.usual().withSeats(2), FakeIoThreads.inOrder(1), SpentAliases.after(1));
    Client bob = spent.client("bob").enters();
    for (int attempt = 0; attempt < 3; attempt++) {
      Client eve = spent.client("eve").identifies();
      assertThat(eve.next().getChallengeMessage().getAlreadyConnected()).isFalse();
      eve.signs().isClosedWith(INTERNAL_ERROR);
    }

    bob.hearsNothing();
    assertThat(spent.directory.users()).isEqualTo(1);
    assertThat(spent.gate.pending()).isZero();
    assertThat(spent.gate.connections()).isEqualTo(1);
    assertThat(spent.told.open()).isEqualTo(1);
  }

  @Test
  void takeoverThatFailsReleasesTheSeatOfBothSessions() {
    Relay spent = new Relay(Rules.usual(), FakeIoThreads.inOrder(2), SpentAliases.after(2));
    Client bob = spent.client("bob", "plaza", 1).enters();
    Client before = spent.client("eve").enters();
    bob.hears(joined(before));
    Client after = spent.client("eve", "plaza", 1).identifies();
    after.next();
    after.signs().isClosedWith(INTERNAL_ERROR);

    bob.hears(left(before));
    assertThat(spent.directory.addresses()).containsExactly(bob.address());
    assertThat(spent.directory.isConnected("plaza", before.address())).isFalse();
  }

  @Test
  void joinWhoseEventFailsLeavesTheRoomAgain() {
    Client bob = relay.client("bob").enters();
    relay.diary.failsAtJoins();
    Client eve = relay.client("eve").identifies();
    eve.next();
    eve.signs();
    assertThat(eve.next().hasWelcomeMessage()).isTrue();
    eve.isClosedWith(INTERNAL_ERROR);

    bob.hears(joined(eve), left(eve));
    assertThat(relay.directory.users()).isEqualTo(1);
    assertThat(relay.gate.pending()).isZero();
    assertThat(relay.gate.connections()).isEqualTo(1);
  }

  @Test
  void leaveWhoseEventFailsReleasesTheSeatAndLeavesNoGhost() {
    Client bob = relay.client("bob").enters();
    Client eve = relay.client("eve").enters();
    bob.hears(joined(eve));
    relay.diary.failsAtEnds();
    eve.leaves();
    eve.socket().hangsUp();

    bob.hears(left(eve));
    assertThat(relay.directory.users()).isEqualTo(1);
    assertThat(relay.gate.connections()).isEqualTo(1);
    assertThat(relay.told.open()).isEqualTo(1);
  }

  @Test
  void handshakeWhoseEndFailsIsNoLongerPending() {
    Client eve = relay.client("eve").identifies();
    eve.next();
    relay.diary.failsAtEnds();
    relay.passes(Relay.HANDSHAKE_TIMEOUT.plus(SessionSettings.CLOSE_TIMEOUT).plusSeconds(1));

    eve.isDropped();
    assertThat(relay.gate.pending()).isZero();
    assertThat(relay.gate.connections()).isZero();
    assertThat(relay.told.open()).isZero();
  }

  @Test
  void rejectionOfAClientThatReadsNothingReleasesItsConnection() {
    Relay full = Relay.with(Rules.usual().with(new Gate.Limits(1, 0, 0, 0, false)));
    full.client("bob").enters();
    Client eve = full.client("eve");
    eve.socket().readsNothing();
    full.settles();
    assertThat(full.told.ended(SERVER_FULL)).isEqualTo(1);
    assertThat(full.gate.connections()).isEqualTo(2);
    full.passes(SessionSettings.CLOSE_TIMEOUT.plus(Relay.A_TICK));

    eve.isDropped();
    assertThat(full.gate.connections()).isEqualTo(1);
    assertThat(full.gate.pending()).isZero();
    assertThat(full.told.open()).isEqualTo(1);
  }

  @Test
  void connectionThatCannotBeCountedIsDroppedAndNotCountedOut() {
    relay.told.failsAtOpens();
    Client eve = relay.client("eve");

    eve.isDropped();
    assertThat(relay.told.ended(INTERNAL_ERROR)).isEqualTo(1);
    assertThat(relay.told.open()).isZero();
    assertThat(relay.gate.connections()).isZero();
    assertThat(relay.gate.pending()).isZero();
  }

  @Test
  void drainEndsSessionsWhoseUpgradeWasUnderWayUntilItIsStopped() {
    var _ = relay.sessions().drain(SHUTDOWN, Duration.ZERO);
    relay.settles();
    relay.client("eve").isClosedWith(SHUTDOWN);
    relay.passes(Duration.ofMinutes(1));
    relay.client("bob").isClosedWith(SHUTDOWN);

    relay.sessions().stopDraining();
    relay.client("ann").enters().hearsNothing();
    assertThat(relay.gate.connections()).isEqualTo(1);
    assertThat(relay.gate.pending()).isZero();
  }

  @Test
  void stepsOfAStoppedDrainEndNobody() {
    for (int i = 0; i < 10; i++) {
      relay.client("p" + i).enters();
    }
    var _ = relay.sessions().drain(SHUTDOWN, Duration.ofSeconds(10));
    relay.passes(Duration.ofMillis(1500));
    long ended = relay.told.ended(SHUTDOWN);
    assertThat(ended).isPositive().isLessThan(10);
    relay.sessions().stopDraining();
    relay.passes(Duration.ofSeconds(5));

    assertThat(relay.told.ended(SHUTDOWN)).isEqualTo(ended);
  }

  @Test
  void faultInOneSessionDoesNotKeepTheOthersFromBeingDrained() {
    for (int i = 0; i < 3; i++) {
      relay.client("p" + i).enters();
    }
    relay.diary.failsAtEnds();
    var _ = relay.sessions().drain(SHUTDOWN, Duration.ofSeconds(1));
    relay.passes(Duration.ofSeconds(4));

    assertThat(relay.directory.users()).isZero();
    assertThat(relay.gate.connections()).isZero();
  }
}
