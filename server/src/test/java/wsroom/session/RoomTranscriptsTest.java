package wsroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static wsroom.session.CloseReason.CLOSED_BY_PEER;
import static wsroom.session.CloseReason.CONNECTION_LOST;
import static wsroom.session.CloseReason.MALFORMED_PACKET;
import static wsroom.session.CloseReason.MESSAGE_TOO_BIG;
import static wsroom.session.Packets.joined;
import static wsroom.session.Packets.left;
import static wsroom.session.Packets.unreliableUpdate;
import static wsroom.session.Packets.update;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wsroom.proto.rfc5.WsPacket;
import wsroom.room.membership.Census;
import wsroom.websocket.ServerFrames.Close;

/// The packets that each member receives in a room, on one I/O thread.
class RoomTranscriptsTest {
  private final Relay relay = Relay.withDefaults();
  private final Client bob = relay.client("bob").joins();
  private final Client eve = relay.client("eve").joins();
  private final Client ann = relay.client("ann").joins();

  RoomTranscriptsTest() {
    bob.hears(joined(eve), joined(ann));
    eve.hears(joined(ann));
  }

  // --- Joins and leaves ---

  @Test
  void joinAndLeaveAreSentOnceToEachMember() {
    eve.leaves();
    bob.hears(left(eve));
    ann.hears(left(eve));

    Client joe = relay.client("joe").joins();
    bob.hears(joined(joe));
    ann.hears(joined(joe));
    assertThat(joe.welcomedBy().getPeerIdentitiesMap()).containsOnlyKeys(bob.alias(), ann.alias());
    joe.hearsNothing();
  }

  @Test
  void lostConnectionIsALeave() {
    eve.socket().isCutOff();
    bob.hears(left(eve));
    ann.hears(left(eve));
    assertThat(relay.metrics.ended(CONNECTION_LOST)).isEqualTo(1);
  }

  @Test
  void endOfStreamWithoutACloseFrameIsALeave() {
    eve.socket().hangsUp();
    bob.hears(left(eve));
    ann.hears(left(eve));
    eve.isDropped();
  }

  @Test
  void connectionThatFailsAtAWriteIsALeave() {
    eve.socket().breaksSilently();
    bob.hearsNothing();
    bob.says("anyone?");
    ann.hears(update(bob, "anyone?"), left(eve));
    bob.hears(left(eve));
  }

  @Test
  void faultInOneConnectionEndsNoOther() {
    eve.socket().hasAFaultySocket();
    bob.says("one");
    ann.hears(update(bob, "one"), left(eve));
    bob.says("two");
    ann.hears(update(bob, "two"));
  }

  @Test
  void updatesBeforeALeaveAreReceivedBeforeIt() {
    eve.says("bye");
    eve.socket().closes(1000);
    bob.hears(update(eve, "bye"), left(eve));
    assertThat(relay.metrics.ended(CLOSED_BY_PEER)).isEqualTo(1);
  }

  @Test
  void joinerReceivesOnlyUpdatesAfterItsWelcome() {
    Client joe = relay.client("joe").identifies();
    joe.next();
    bob.says("before");
    relay.settles();
    joe.signs();
    relay.settles();
    bob.says("after");

    assertThat(joe.next().hasWelcomeMessage()).isTrue();
    joe.hears(update(bob, "after"));
    ann.hears(update(bob, "before"), joined(joe), update(bob, "after"));
  }

  @Test
  void updatesStayWithinTheirRoom() {
    Client joe = relay.client("joe", "Plaza", 0).joins();
    joe.says("alone");
    bob.says("in company");
    joe.hearsNothing();
    eve.hears(update(bob, "in company"));
    bob.hearsNothing();
  }

  @Test
  void emptyRoomIsRemoved() {
    Client joe = relay.client("joe", "park", 0).joins();
    assertThat(relay.seats().census().rooms())
        .containsExactlyInAnyOrder(
            new Census.RoomCount("plaza", 3), new Census.RoomCount("park", 1));

    joe.leaves();
    assertThat(relay.seats().census())
        .isEqualTo(new Census(3, List.of(new Census.RoomCount("plaza", 3))));
    List.of(bob, eve, ann).forEach(Client::leaves);
    assertThat(relay.seats().census()).isEqualTo(new Census(0, List.of()));
    assertThat(relay.metrics.open()).isZero();
    assertThat(relay.limiter.connections()).isZero();
    assertThat(relay.limiter.pending()).isZero();
  }

  // --- Updates ---

  /// `1a` is the tag of an update in its packet; in it, `08` is the tag of the alias, `12` of the
  /// body and `18` of the flag `unreliable`.
  @ParameterizedTest
  @CsvSource({
    "a forged alias,              1a06 0801 1202 6869",
    "the greatest alias,          1a0a 08ffffffff0f 1202 6869",
    "an alias of ten bytes,       1a0f08ffffffffffffffffff011202 6869",
    "no alias,                    1a041202 6869",
    "two aliases,                 1a08 0801 0803 1202 6869",
    "an alias behind the body,    1a0612026869 0801",
    "aliases on both sides,       1a08080112026869 0803",
    "an alias as a longer varint, 1a07 088100 1202 6869",
    "two bodies the last counts,  1a0a 1204786f786f 1202 6869",
    "an unknown field in it,      1a07 2a0178 1202 6869",
    "an unknown varint in it,     1a06 2007 1202 6869",
    "an unknown field around it,  7a0178 1a041202 6869",
    "an unknown field after it,   1a041202 6869 7a0178",
    "in two parts that are one,   1a02 0807 1a041202 6869",
    "a field of another type,     1a06 0a00 1202 6869",
    "unreliable said to be false, 1a06 1202 6869 1800"
  })
  void updateOfAnyEncodingIsRelayedWithItsSendersAlias(String encoding, String hex) {
    eve.saysBytes(bytes(hex));
    bob.hears(update(eve, "hi"));
    ann.hears(update(eve, "hi"));
    eve.hearsNothing();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1a06120268691801", "1a06180112026869", "1a08180012026869180f"})
  void unreliableUpdateStaysUnreliable(String hex) {
    eve.saysBytes(bytes(hex));
    bob.hears(unreliableUpdate(eve, "hi"));
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0, 1, 2, 115, 116, 117, 118, 119, 120, 125, 126, 127, 128, 129, 16_383, 16_384, 32_768,
        65_522, 65_523
      })
  void bodyOfAnyLengthIsRelayedUnchanged(int length) {
    byte[] body = new byte[length];
    for (int i = 0; i < length; i++) {
      body[i] = (byte) (i * 37);
    }
    WsPacket reliable = update(0, ByteString.copyFrom(body), false);
    WsPacket unreliable = update(0, ByteString.copyFrom(body), true);

    eve.says(reliable).says(unreliable);

    bob.hears(
        update(eve.alias(), ByteString.copyFrom(body), false),
        update(eve.alias(), ByteString.copyFrom(body), true));
  }

  @Test
  void tooLongUpdateClosesOnlyItsSender() {
    eve.says("before");
    eve.says(update(0, ByteString.copyFrom(new byte[65_524]), true));

    eve.isClosedWith(new Close(1009, "message too big"), MESSAGE_TOO_BIG);
    bob.hears(update(eve, "before"), left(eve));
  }

  @Test
  void tooLongUpdateOfUncommonEncodingClosesItsSender() {
    eve.saysBytes(
        bytes("7a00")
            .concat(update(0, ByteString.copyFrom(new byte[65_526]), false).toByteString()));
    eve.isClosedWith(new Close(1009, "a message of more than 65535 bytes"), MESSAGE_TOO_BIG);
    bob.hears(left(eve));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1a", "1a05", "1a0512026869", "1a0412056869", "1a0207", "00", "1b", "ff"})
  void malformedPacketClosesOnlyItsSender(String hex) {
    eve.saysBytes(bytes(hex)).isClosedWith(MALFORMED_PACKET);
    bob.hears(left(eve));
    ann.hears(left(eve));
  }

  @Test
  void updatesKeepTheirOrderAndNoneIsLost() {
    List<WsPacket> fromOthers = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      Client speaker = i % 3 == 0 ? bob : eve;
      if (i % 2 == 0) {
        speaker.says("n" + i);
      } else {
        speaker.saysUnreliably("n" + i);
      }
      fromOthers.add(update(speaker.alias(), ByteString.copyFromUtf8("n" + i), i % 2 == 1));
      if (i % 7 == 0) {
        relay.settles();
      }
    }
    ann.hears(fromOthers.toArray(WsPacket[]::new));
    bob.hears(
        fromOthers.stream()
            .filter(packet -> packet.getPeerUpdateMessage().getFromAlias() == eve.alias())
            .toArray(WsPacket[]::new));
  }

  private static ByteString bytes(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex.replace(" ", "")));
  }
}
