package wsroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static wsroom.session.CloseReason.MESSAGE_TOO_BIG;
import static wsroom.session.CloseReason.ROOM_FULL;
import static wsroom.session.CloseReason.TAKEN_OVER;
import static wsroom.session.CloseReason.UNEXPECTED_PACKET;
import static wsroom.session.Packets.challenge;
import static wsroom.session.Packets.challengeAlreadyConnected;
import static wsroom.session.Packets.joined;
import static wsroom.session.Packets.kicked;
import static wsroom.session.Packets.left;
import static wsroom.session.Packets.signedChallenge;
import static wsroom.session.Packets.update;
import static wsroom.session.Packets.welcome;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import wsroom.access.ChallengeSource;
import wsroom.limit.ConnectionLimiter;
import wsroom.proto.rfc5.WsPacket;
import wsroom.websocket.ClientFrames;
import wsroom.websocket.FakeIoThreads;
import wsroom.websocket.ServerFrames.Ping;

/// Requirements of real clients, C1 to C14: without them an explorer in use breaks. C3 and C4 are
/// in the test of the upgrade.
class ClientRequirementsTest {
  private static final int MAX_BODY_OF_A_SHORT_ALIAS = 65_535 - 10;

  /// Packets that no client sends, or not after the welcome.
  static final List<ByteString> UNEXPECTED_PACKETS =
      List.of(
          ByteString.EMPTY,
          ByteString.copyFrom(new byte[] {0x7A, 0x03, 'n', 'e', 'w'}),
          challenge("dcl-x").toByteString(),
          joined(7, Client.addressOf("ghost")).toByteString(),
          left(1).toByteString(),
          kicked("you").toByteString(),
          Packets.identification(Client.addressOf("bob")).toByteString(),
          signedChallenge("again").toByteString());

  private final Relay relay = Relay.withDefaults();

  @Test
  void c1ChallengeAndWelcomeAreSentAtOnceInABusyRoom() {
    Relay busy =
        new Relay(
            RelaySettings.defaults(),
            FakeIoThreads.inOrder(1).whereEachLookTakes(Duration.ofNanos(100_000)));
    Client bob = busy.client("bob").joins();
    Client ann = busy.client("ann").joins();
    bob.says("one").says("two");
    ann.says("three");
    busy.settles();
    bob.says("waits for the next flush");

    long timers = busy.threads.timersFired();
    long start = busy.threads.nowNanos();
    Client eve = busy.client("eve").identifies();
    eve.hears(challenge("dcl-3"));
    eve.signs();
    assertThat(eve.next().getWelcomeMessage().getPeerIdentitiesMap())
        .containsOnlyKeys(bob.alias(), ann.alias());
    assertThat(busy.threads.timersFired()).isEqualTo(timers);
    assertThat(busy.threads.nowNanos() - start).isLessThan(100_000_000L);
  }

  @Test
  void c2ChallengeBeginsWithDclAndHasNoColonAndIsUnique() {
    ChallengeSource challenges = ChallengeSource.secure();
    Set<String> given = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      String challenge = challenges.next();
      assertThat(challenge).matches("dcl-[^:]*").hasSizeGreaterThanOrEqualTo(4 + 128 / 4);
      assertThat(given.add(challenge)).isTrue();
    }
  }

  @Test
  void c5LongestUpdateIsOneFrameOf65535Bytes() {
    Client bob = relay.client("bob").joins();
    Client eve = relay.client("eve").joins();
    bob.hears(joined(eve));
    ByteString longest = ByteString.copyFrom(new byte[MAX_BODY_OF_A_SHORT_ALIAS]);

    eve.says(update(0, longest, false));

    WsPacket heard = bob.next();
    assertThat(heard).isEqualTo(update(eve.alias(), longest, false));
    assertThat(heard.getSerializedSize()).isEqualTo(65_535);
  }

  @Test
  void c5UpdateTooLongWithItsAliasIsNotRelayed() {
    Client bob = relay.client("bob").joins();
    Client eve = relay.client("eve").joins();
    bob.hears(joined(eve));
    WsPacket oneMore =
        update(0, ByteString.copyFrom(new byte[MAX_BODY_OF_A_SHORT_ALIAS + 1]), false);
    assertThat(oneMore.getSerializedSize()).isLessThan(65_535);

    eve.says(oneMore).isClosedWith(MESSAGE_TOO_BIG);
    bob.hears(left(eve));
  }

  @Test
  void c5WelcomeToAHugeRoomFits() {
    Relay huge = Relay.with(RelaySettings.builder().seats(2_000).build());
    List<Client> crowd = new ArrayList<>();
    while (crowd.size() < 1_300) {
      List<Client> wave = new ArrayList<>();
      for (int i = 0; i < 260; i++) {
        wave.add(huge.client("p" + (crowd.size() + i)).identifies());
      }
      wave.forEach(Client::next);
      wave.forEach(Client::signs);
      huge.settles();
      crowd.addAll(wave);
    }
    Client last = huge.client("last").joins();

    Set<Integer> known = new HashSet<>(last.welcomedBy().getPeerIdentitiesMap().keySet());
    assertThat(last.welcomedBy().getSerializedSize()).isBetween(50_000, 65_500);
    assertThat(known).hasSizeLessThan(1_300);
    for (WsPacket packet : last.rest()) {
      assertThat(known.add(packet.getPeerJoinMessage().getAlias())).isTrue();
    }
    assertThat(known).hasSize(1_300).doesNotContain(last.alias());
  }

  @Test
  void c6IdlePeerIsPingedWithAHarmlessPacketForBevy() {
    Client bob = relay.client("bob").joins();
    relay.passes(SessionSettings.IDLE_TIMEOUT.plus(Relay.TICK));

    bob.hearsAPing();
    assertThat(bob.socket().heard())
        .filteredOn(Ping.class::isInstance)
        .containsExactly(new Ping(ByteString.copyFrom(new byte[] {0x32, 0x00})));
    assertThat(left(0).getMessageCase()).isEqualTo(WsPacket.MessageCase.PEER_LEAVE_MESSAGE);
    assertThat(left(0).toByteArray()).containsExactly(0x32, 0x00);
  }

  @Test
  void c6NoPingIsSentBeforeTheWelcome() {
    Relay patient =
        Relay.with(RelaySettings.builder().handshakeTimeout(Duration.ofSeconds(60)).build());
    Client eve = patient.client("eve");
    patient.passes(Duration.ofSeconds(25));
    eve.hearsNothing();
    eve.identifies().hears(challenge("dcl-1"));
    patient.passes(Duration.ofSeconds(25));
    eve.hearsNothing();
    eve.signs().hears(welcome(1));
  }

  @Test
  void c6EachIdleTimeIsPingedOnceAndNoPingIsEmpty() {
    Client bob = relay.client("bob").joins();
    for (int silence = 0; silence < 10; silence++) {
      relay.passes(SessionSettings.IDLE_TIMEOUT.plus(Relay.TICK));
      bob.hearsAPing();
      bob.socket().sends(ClientFrames.pong(new byte[] {0x32, 0x00}));
    }
    bob.hearsNothing();
  }

  @Test
  void c7AddressesAreSentInLowerCase() {
    Client bob = relay.client("bob").joins();
    Client joe = relay.client("joe");
    String upperCase = "0x" + joe.address().substring(2).toUpperCase(Locale.ROOT);
    assertThat(upperCase).isNotEqualTo(joe.address());

    joe.identifiesAs(upperCase).next();
    joe.signs().next();
    bob.hears(joined(joe.alias(), joe.address()));
    assertThat(relay.client("eve").joins().welcomedBy().getPeerIdentitiesMap())
        .containsValue(joe.address())
        .doesNotContainValue(upperCase);
  }

  @Test
  void c8AliasesGrowFromOneAndAreUniqueAcrossRooms() {
    int last = 0;
    for (int i = 0; i < 50; i++) {
      Client client = relay.client("eve", i % 3 == 0 ? "park" : "plaza", 0).joins();
      assertThat(client.alias()).isGreaterThan(last);
      last = client.alias();
      if (i % 2 == 0) {
        client.leaves();
      }
    }
    assertThat(last).isGreaterThanOrEqualTo(50);
  }

  @Test
  void c9TakeoverIsAKickThenOneLeaveThenOneJoin() {
    Client bob = relay.client("bob").joins();
    Client before = relay.client("eve").joins();
    bob.hears(joined(before));

    Client after = relay.client("eve").identifies();
    after.hears(challengeAlreadyConnected("dcl-3"));
    before.hearsNothing();
    after.signs().hears(welcome(3, bob));
    before.hears(kicked("the same address connected elsewhere")).isClosedWith(TAKEN_OVER);
    bob.hears(left(before), joined(after));

    relay.passes(Duration.ofSeconds(9));
    bob.hearsNothing();
    after.says("still here");
    bob.hears(update(after, "still here"));
  }

  @Test
  void c9TakeoverOrderHoldsForAnyThreadInterleaving() {
    for (long seed = 0; seed < 200; seed++) {
      Relay threads =
          new Relay(RelaySettings.defaults(), FakeIoThreads.interleavedBy(new Random(seed), 3));
      Client bob = threads.client("bob", "plaza", 0).joins();
      Client before = threads.client("eve", "plaza", 1).joins();
      bob.hears(joined(before));
      Client after = threads.client("eve", "plaza", 2).joins();
      threads.passes(Duration.ofMillis(20));

      bob.hears(left(before), joined(after));
      assertThat(after.welcomedBy().getPeerIdentitiesMap())
          .as("seed %d", seed)
          .containsOnlyKeys(bob.alias());
      before.hears(kicked(TAKEN_OVER.text())).isClosedWith(TAKEN_OVER);
    }
  }

  @Test
  void c10FullRoomKicksAtTheIdentification() {
    Relay small = Relay.with(RelaySettings.builder().seats(1).build());
    Client bob = small.client("bob").joins();

    small.client("eve").identifies().hears(kicked("the room is full")).isClosedWith(ROOM_FULL);
    bob.hearsNothing();
  }

  @Test
  void c11WelcomeFollowsAChallenge() {
    Client eve = relay.client("eve");
    eve.hearsNothing();
    eve.identifies().hears(challenge("dcl-1"));
    eve.hearsNothing();
    eve.signs().hears(welcome(1));

    relay
        .client("ann")
        .sendsChain(Relay.signature(Client.addressOf("ann"), "dcl-2"))
        .isClosedWith(UNEXPECTED_PACKET);
  }

  @Test
  void joinerReceivesNothingTogetherWithItsWelcome() {
    Relay pausing =
        Relay.with(RelaySettings.builder().pauseAfterWelcome(Duration.ofMillis(50)).build());
    Client bob = pausing.client("bob").joins();
    pausing.passes(Duration.ofMillis(50));
    Client eve = pausing.client("eve").joins();
    Client ann = pausing.client("ann").joins();
    bob.says("hello");
    pausing.passes(Duration.ofMillis(49));
    eve.hearsNothing();
    bob.hears(joined(eve), joined(ann));

    pausing.passes(Duration.ofMillis(1));
    eve.hears(joined(ann), update(bob, "hello"));
    ann.hears(update(bob, "hello"));
    bob.says("again");
    pausing.passes(Duration.ofMillis(5));
    eve.hears(update(bob, "again"));
  }

  @Test
  void joinerReceivesNothingTogetherWithAPartiallyWrittenWelcome() {
    Relay pausing =
        Relay.with(RelaySettings.builder().pauseAfterWelcome(Duration.ofMillis(50)).build());
    Client bob = pausing.client("bob").joins();
    Client eve = pausing.client("eve").identifies();
    eve.next();
    eve.socket().reads(3);
    eve.signs();
    pausing.passes(Duration.ofMillis(200));
    bob.hears(joined(2, eve.address())).says("hello");
    pausing.passes(Duration.ofMillis(200));
    eve.socket().readsEverything();
    eve.hears(welcome(2, bob));

    pausing.passes(Duration.ofMillis(49));
    eve.hearsNothing();
    pausing.passes(Duration.ofMillis(1));
    eve.hears(update(bob, "hello"));
  }

  @Test
  void joinerReceivesMembersBeyondItsWelcomeAfterThePause() {
    Relay pausing =
        Relay.with(
            RelaySettings.builder()
                .seats(2_000)
                .limiter(new ConnectionLimiter.Limits(5_000, 5_000, 5_000, 0, false))
                .pauseAfterWelcome(Duration.ofMillis(50))
                .build());
    for (int i = 0; i < 1_400; i++) {
      pausing.client("p" + i).joins();
    }
    pausing.passes(Duration.ofMillis(60));
    Client eve = pausing.client("eve").identifies();
    eve.next();
    int listed = eve.signs().next().getWelcomeMessage().getPeerIdentitiesCount();
    assertThat(listed).isBetween(1_200, 1_399);
    pausing.passes(Duration.ofMillis(49));
    eve.hearsNothing();

    pausing.passes(Duration.ofMillis(1));
    assertThat(eve.rest()).hasSize(1_400 - listed).allMatch(WsPacket::hasPeerJoinMessage);
  }

  @Test
  void kickDuringThePauseAfterTheWelcomeIsSentAtItsEnd() {
    Relay pausing =
        Relay.with(RelaySettings.builder().pauseAfterWelcome(Duration.ofMillis(50)).build());
    Client old = pausing.client("eve").joins();
    pausing.client("eve").joins();
    old.hearsNothing();

    pausing.passes(Duration.ofMillis(50));
    old.hears(kicked(TAKEN_OVER.text())).isClosedWith(TAKEN_OVER);
  }

  @ParameterizedTest
  @FieldSource("UNEXPECTED_PACKETS")
  void c12UnexpectedPacketIsIgnored(ByteString packet) {
    Client bob = relay.client("bob").joins();
    Client eve = relay.client("eve").joins();
    bob.hears(joined(eve));

    eve.saysBytes(packet).hearsNothing();
    bob.hearsNothing();
    eve.says("as if nothing had been");
    bob.hears(update(eve, "as if nothing had been"));
    assertThat(relay.metrics.unknownPackets()).isEqualTo(1);
  }

  @Test
  void c13SenderDoesNotReceiveItsOwnUpdates() {
    Client bob = relay.client("bob").joins();
    Client eve = relay.client("eve").joins();
    bob.hears(joined(eve));

    eve.says("a").saysUnreliably("b");
    bob.says("c");
    eve.says("d");

    eve.hears(update(bob, "c"));
    bob.hears(update(eve, "a"), Packets.unreliableUpdate(eve, "b"), update(eve, "d"));
  }

  /// The frame reader accepts no text and the client no empty packet, so receiving is enough.
  @Test
  void c14EveryMessageIsBinaryAndNoPacketIsEmpty() {
    Relay small = Relay.with(RelaySettings.builder().seats(2).build());
    Client bob = small.client("bob").joins();
    Client eve = small.client("eve").joins();
    eve.says("").saysUnreliably("").says(WsPacket.getDefaultInstance());
    bob.hears(joined(eve), update(eve, ""), Packets.unreliableUpdate(eve, ""));
    small.client("ann").identifies().hears(kicked(ROOM_FULL.text()));
    Client again = small.client("eve").joins();
    again.leaves();

    bob.hears(left(eve), joined(again), left(again));
    assertThat(bob.socket().messages()).allMatch(payload -> !payload.isEmpty());
  }
}
