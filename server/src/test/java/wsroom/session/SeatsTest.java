package wsroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static wsroom.session.CloseReason.ALREADY_CONNECTED;
import static wsroom.session.CloseReason.ROOM_FULL;
import static wsroom.session.CloseReason.TAKEN_OVER;
import static wsroom.session.CloseReason.WRONG_OWNER;
import static wsroom.session.Packets.challenge;
import static wsroom.session.Packets.challengeToOneAlreadyConnected;
import static wsroom.session.Packets.joined;
import static wsroom.session.Packets.kicked;
import static wsroom.session.Packets.left;
import static wsroom.session.Packets.update;
import static wsroom.session.Packets.welcome;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wsroom.proto.rfc5.WsPacket;
import wsroom.room.membership.PeerDirectory.DuplicatePolicy;
import wsroom.room.membership.PeerDirectory.DuplicateScope;
import wsroom.websocket.FakeIoThreads;

/// Who gets a seat: rooms that are full, and addresses that come twice.
class SeatsTest {

  // --- Capacity ---

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void twentyLoginsAtOnceIntoFiveSeatsAreFiveWelcomes(int threadCount) {
    for (long seed = 0; seed < 20; seed++) {
      Relay relay =
          new Relay(
              RelaySettings.usual().withSeats(5),
              FakeIoThreads.interleavedBy(new Random(seed), threadCount));
      List<Client> crowd = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        crowd.add(relay.client("p" + i, "plaza", i % threadCount).identifies());
      }
      crowd.forEach(client -> assertThat(client.next().hasChallengeMessage()).isTrue());
      crowd.forEach(Client::signs);

      int welcomed = 0;
      for (Client client : crowd) {
        if (client.next().hasWelcomeMessage()) {
          welcomed++;
        }
      }
      assertThat(welcomed).as("seed %d", seed).isEqualTo(5);
      assertThat(relay.told.ended(ROOM_FULL)).isEqualTo(15);
      assertThat(relay.directory.users()).isEqualTo(5);
    }
  }

  @Test
  void aRoomThatFillsBetweenIdentificationAndSignatureKicksTheLast() {
    Relay relay = Relay.with(RelaySettings.usual().withSeats(1));
    Client eve = relay.client("eve").identifies();
    eve.hears(challenge("dcl-1"));
    Client bob = relay.client("bob").enters();

    eve.signs().hears(kicked("the room is full")).isClosedWith(ROOM_FULL);
    bob.hearsNothing();
  }

  @Test
  void aSeatThatIsGivenUpIsFree() {
    Relay relay = Relay.with(RelaySettings.usual().withSeats(1));
    relay.client("bob").enters().leaves();
    Client eve = relay.client("eve").enters();
    eve.socket().isCutOff();
    relay.client("ann").enters().hearsNothing();
  }

  @Test
  void anotherRoomHasSeatsOfItsOwn() {
    Relay relay = Relay.with(RelaySettings.usual().withSeats(1));
    relay.client("bob").enters();
    relay.client("eve", "park", 0).enters().hearsNothing();
  }

  @Test
  void whoTakesOverTheirOwnSessionInAFullRoomGetsIn() {
    Relay relay = Relay.with(RelaySettings.usual().withSeats(2));
    Client bob = relay.client("bob").enters();
    Client before = relay.client("eve").enters();
    bob.hears(joined(before));

    Client after = relay.client("eve").enters();
    bob.hears(left(before), joined(after));
    assertThat(relay.directory.users()).isEqualTo(2);
    relay.client("ann").identifies().hears(kicked("the room is full")).isClosedWith(ROOM_FULL);
    after.leaves();
    relay.client("ann").enters();
  }

  // --- One address twice ---

  @Test
  void withinTheServerASessionInAnotherRoomIsTakenOver() {
    Relay relay = Relay.usual();
    Client bob = relay.client("bob").enters();
    Client before = relay.client("eve").enters();
    Client after = relay.client("eve", "park", 0).identifies();
    after.hears(challengeToOneAlreadyConnected("dcl-3"));
    after.signs().hears(welcome(3));

    before.hears(kicked("the same address connected elsewhere")).isClosedWith(TAKEN_OVER);
    bob.hears(joined(before), left(before));
    assertThat(relay.directory.users()).isEqualTo(2);
  }

  @Test
  void withinTheRoomAnotherRoomsSessionStays() {
    Relay relay = Relay.with(RelaySettings.usual().with(DuplicateScope.ROOM));
    Client world = relay.client("eve").enters();
    Client scene = relay.client("eve", "park", 0).identifies();
    scene.hears(challenge("dcl-2"));
    scene.signs().hears(welcome(2));
    world.hearsNothing();

    Client again = relay.client("eve").identifies();
    again.hears(challengeToOneAlreadyConnected("dcl-3"));
    again.signs().hears(welcome(3));
    world.hears(kicked(TAKEN_OVER.text())).isClosedWith(TAKEN_OVER);
    scene.hearsNothing();
  }

  @Test
  void byTheOtherPolicyTheFirstStaysAndTheSecondIsTurnedAway() {
    Relay relay = Relay.with(RelaySettings.usual().with(DuplicatePolicy.REJECT_NEW));
    Client bob = relay.client("bob").enters();
    Client first = relay.client("eve").enters();
    bob.hears(joined(first));

    Client second = relay.client("eve", "park", 0).identifies();
    second.hears(challengeToOneAlreadyConnected("dcl-3"));
    second.signs().hears(kicked("this address is already connected"));
    second.isClosedWith(ALREADY_CONNECTED);
    first.says("still here").hearsNothing();
    bob.hears(update(first, "still here"));

    first.leaves();
    assertThat(relay.client("eve").enters().alias()).isEqualTo(3);
  }

  @Test
  void byTheOtherPolicyAndWithinTheRoomAnotherRoomIsOpen() {
    Relay relay =
        Relay.with(
            RelaySettings.usual().with(DuplicatePolicy.REJECT_NEW).with(DuplicateScope.ROOM));
    Client first = relay.client("eve").enters();
    relay.client("eve", "park", 0).enters();
    Client third = relay.client("eve").identifies();
    third.hears(challengeToOneAlreadyConnected("dcl-3"));
    third.signs().hears(kicked(ALREADY_CONNECTED.text())).isClosedWith(ALREADY_CONNECTED);
    first.hearsNothing();
  }

  @Test
  void whoMerelyClaimsAnAddressDisturbsNobody() {
    Relay relay = Relay.usual();
    Client bob = relay.client("bob").enters();
    Client ann = relay.client("ann").enters();
    bob.hears(joined(ann));
    Client eve = relay.client("eve").identifiesAs(bob.address());
    eve.hears(challengeToOneAlreadyConnected("dcl-3"));
    bob.hearsNothing();
    eve.signsAs(eve.address()).isClosedWith(WRONG_OWNER);

    Client joe = relay.client("joe").identifiesAs(bob.address());
    joe.next();
    joe.sendsChain("nobody");
    relay.settles();
    bob.says("still here").hearsNothing();
    ann.hears(update(bob, "still here"));
  }

  /// Whatever the threads do first, one session is left, and those who look on have seen each of
  /// the others come and go, never two at a time.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void tenLoginsAtOnceWithOneAddressLeaveOneSessionInEveryonesView(int threadCount) {
    for (long seed = 0; seed < 60; seed++) {
      Relay relay =
          new Relay(
              RelaySettings.usual(), FakeIoThreads.interleavedBy(new Random(seed), threadCount));
      List<Client> lookOn = new ArrayList<>();
      for (int thread = 0; thread < threadCount; thread++) {
        lookOn.add(relay.client("on" + thread, "plaza", thread).enters());
      }
      lookOn.forEach(Client::rest);
      List<Client> eves = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        eves.add(relay.client("eve", "plaza", i % threadCount).identifies());
      }
      eves.forEach(Client::next);
      eves.forEach(Client::signs);
      relay.passes(Relay.A_TICK);

      assertThat(relay.told.ended(TAKEN_OVER)).as("seed %d", seed).isEqualTo(9);
      assertThat(relay.directory.users()).isEqualTo(threadCount + 1);
      List<Integer> left = new ArrayList<>();
      for (Client onlooker : lookOn) {
        left.add(theOneLeftInTheViewOf(onlooker, seed));
      }
      assertThat(left).as("seed %d", seed).containsOnly(left.getFirst());
    }
  }

  private static int theOneLeftInTheViewOf(Client onlooker, long seed) {
    Map<Integer, String> present = new HashMap<>();
    for (WsPacket packet : onlooker.rest()) {
      if (packet.hasPeerJoinMessage()) {
        var join = packet.getPeerJoinMessage();
        assertThat(present).as("two at a time, seed %d", seed).isEmpty();
        present.put(join.getAlias(), join.getAddress());
      } else {
        int alias = packet.getPeerLeaveMessage().getAlias();
        assertThat(present.remove(alias)).as("a ghost left, seed %d", seed).isNotNull();
      }
    }
    assertThat(present.values()).as("seed %d", seed).containsExactly(Client.addressOf("eve"));
    return present.keySet().iterator().next();
  }
}
