package wsroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static wsroom.session.CloseReason.ALREADY_CONNECTED;
import static wsroom.session.CloseReason.ROOM_FULL;
import static wsroom.session.CloseReason.TAKEN_OVER;
import static wsroom.session.CloseReason.WRONG_OWNER;
import static wsroom.session.Packets.challenge;
import static wsroom.session.Packets.challengeAlreadyConnected;
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
import wsroom.config.DuplicatePolicy;
import wsroom.config.DuplicateScope;
import wsroom.proto.rfc5.WsPacket;
import wsroom.websocket.FakeIoThreads;

/// Seats: full rooms, and addresses that connect twice.
class SeatsTest {

  // --- Capacity ---

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void twentyConcurrentLoginsForFiveSeatsGetFiveWelcomes(int threadCount) {
    for (long seed = 0; seed < 20; seed++) {
      Relay relay =
          new Relay(
              RelaySettings.builder().seats(5).build(),
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
      assertThat(relay.metrics.ended(ROOM_FULL)).isEqualTo(15);
      assertThat(relay.seats().users()).isEqualTo(5);
    }
  }

  @Test
  void roomFilledBeforeTheSignatureKicksTheLastClient() {
    Relay relay = Relay.with(RelaySettings.builder().seats(1).build());
    Client eve = relay.client("eve").identifies();
    eve.hears(challenge("dcl-1"));
    Client bob = relay.client("bob").joins();

    eve.signs().hears(kicked("the room is full")).isClosedWith(ROOM_FULL);
    bob.hearsNothing();
  }

  @Test
  void releasedSeatIsFree() {
    Relay relay = Relay.with(RelaySettings.builder().seats(1).build());
    relay.client("bob").joins().leaves();
    Client eve = relay.client("eve").joins();
    eve.socket().isCutOff();
    relay.client("ann").joins().hearsNothing();
  }

  @Test
  void eachRoomHasItsOwnSeats() {
    Relay relay = Relay.with(RelaySettings.builder().seats(1).build());
    relay.client("bob").joins();
    relay.client("eve", "park", 0).joins().hearsNothing();
  }

  @Test
  void takeoverInAFullRoomSucceeds() {
    Relay relay = Relay.with(RelaySettings.builder().seats(2).build());
    Client bob = relay.client("bob").joins();
    Client before = relay.client("eve").joins();
    bob.hears(joined(before));

    Client after = relay.client("eve").joins();
    bob.hears(left(before), joined(after));
    assertThat(relay.seats().users()).isEqualTo(2);
    relay.client("ann").identifies().hears(kicked("the room is full")).isClosedWith(ROOM_FULL);
    after.leaves();
    relay.client("ann").joins();
  }

  // --- Duplicate addresses ---

  @Test
  void serverScopeTakesOverASessionInAnotherRoom() {
    Relay relay = Relay.withDefaults();
    Client bob = relay.client("bob").joins();
    Client before = relay.client("eve").joins();
    Client after = relay.client("eve", "park", 0).identifies();
    after.hears(challengeAlreadyConnected("dcl-3"));
    after.signs().hears(welcome(3));

    before.hears(kicked("the same address connected elsewhere")).isClosedWith(TAKEN_OVER);
    bob.hears(joined(before), left(before));
    assertThat(relay.seats().users()).isEqualTo(2);
  }

  @Test
  void roomScopeKeepsASessionInAnotherRoom() {
    Relay relay = Relay.with(RelaySettings.builder().scope(DuplicateScope.ROOM).build());
    Client world = relay.client("eve").joins();
    Client scene = relay.client("eve", "park", 0).identifies();
    scene.hears(challenge("dcl-2"));
    scene.signs().hears(welcome(2));
    world.hearsNothing();

    Client again = relay.client("eve").identifies();
    again.hears(challengeAlreadyConnected("dcl-3"));
    again.signs().hears(welcome(3));
    world.hears(kicked(TAKEN_OVER.text())).isClosedWith(TAKEN_OVER);
    scene.hearsNothing();
  }

  @Test
  void rejectNewKeepsTheFirstSessionAndRejectsTheSecond() {
    Relay relay = Relay.with(RelaySettings.builder().policy(DuplicatePolicy.REJECT_NEW).build());
    Client bob = relay.client("bob").joins();
    Client first = relay.client("eve").joins();
    bob.hears(joined(first));

    Client second = relay.client("eve", "park", 0).identifies();
    second.hears(challengeAlreadyConnected("dcl-3"));
    second.signs().hears(kicked("this address is already connected"));
    second.isClosedWith(ALREADY_CONNECTED);
    first.says("still here").hearsNothing();
    bob.hears(update(first, "still here"));

    first.leaves();
    assertThat(relay.client("eve").joins().alias()).isEqualTo(3);
  }

  @Test
  void rejectNewInRoomScopeAdmitsToAnotherRoom() {
    Relay relay =
        Relay.with(
            RelaySettings.builder()
                .policy(DuplicatePolicy.REJECT_NEW)
                .scope(DuplicateScope.ROOM)
                .build());
    Client first = relay.client("eve").joins();
    relay.client("eve", "park", 0).joins();
    Client third = relay.client("eve").identifies();
    third.hears(challengeAlreadyConnected("dcl-3"));
    third.signs().hears(kicked(ALREADY_CONNECTED.text())).isClosedWith(ALREADY_CONNECTED);
    first.hearsNothing();
  }

  @Test
  void unverifiedClaimDoesNotDisturbTheOwner() {
    Relay relay = Relay.withDefaults();
    Client bob = relay.client("bob").joins();
    Client ann = relay.client("ann").joins();
    bob.hears(joined(ann));
    Client eve = relay.client("eve").identifiesAs(bob.address());
    eve.hears(challengeAlreadyConnected("dcl-3"));
    bob.hearsNothing();
    eve.signsAs(eve.address()).isClosedWith(WRONG_OWNER);

    Client joe = relay.client("joe").identifiesAs(bob.address());
    joe.next();
    joe.sendsChain("nobody");
    relay.settles();
    bob.says("still here").hearsNothing();
    ann.hears(update(bob, "still here"));
  }

  /// For any interleaving one session remains, and the onlookers have received join and leave of
  /// each of the others, never of two at a time.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void tenConcurrentLoginsOfOneAddressLeaveOneSession(int threadCount) {
    for (long seed = 0; seed < 60; seed++) {
      Relay relay =
          new Relay(
              RelaySettings.defaults(), FakeIoThreads.interleavedBy(new Random(seed), threadCount));
      List<Client> onlookers = new ArrayList<>();
      for (int thread = 0; thread < threadCount; thread++) {
        onlookers.add(relay.client("on" + thread, "plaza", thread).joins());
      }
      onlookers.forEach(Client::rest);
      List<Client> sessions = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        sessions.add(relay.client("eve", "plaza", i % threadCount).identifies());
      }
      sessions.forEach(Client::next);
      sessions.forEach(Client::signs);
      relay.passes(Relay.TICK);

      assertThat(relay.metrics.ended(TAKEN_OVER)).as("seed %d", seed).isEqualTo(9);
      assertThat(relay.seats().users()).isEqualTo(threadCount + 1);
      List<Integer> left = new ArrayList<>();
      for (Client onlooker : onlookers) {
        left.add(remainingAliasSeenBy(onlooker, seed));
      }
      assertThat(left).as("seed %d", seed).containsOnly(left.getFirst());
    }
  }

  private static int remainingAliasSeenBy(Client onlooker, long seed) {
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
