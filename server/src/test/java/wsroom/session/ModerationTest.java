package wsroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static wsroom.session.CloseReason.BANNED;
import static wsroom.session.CloseReason.KICKED;
import static wsroom.session.CloseReason.ROOM_CLOSED;
import static wsroom.session.Packets.kicked;
import static wsroom.session.Packets.left;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import wsroom.room.PeerFigures;
import wsroom.websocket.ClientFrames;
import wsroom.websocket.CloseCode;
import wsroom.websocket.FakeIoThreads;
import wsroom.websocket.ServerFrames.Close;

/// Reports and actions of operators on sessions.
class ModerationTest {
  private final Relay relay = new Relay(RelaySettings.defaults(), FakeIoThreads.inOrder(2));
  private final Client ann = relay.client("ann", "plaza", 0).joins();
  private final Client bob = relay.client("bob", "plaza", 1).joins();

  ModerationTest() {
    ann.rest();
  }

  @Test
  void kickedPeerReceivesTheReasonAndTheRoomItsLeave() {
    assertThat(end(new Selection.OfAddress(bob.address()), KICKED, "spam")).isEqualTo(1);

    bob.hears(kicked("spam")).isClosedWith(new Close(CloseCode.POLICY_VIOLATION, "spam"), KICKED);
    ann.hears(left(bob));
    assertThat(relay.events.lines())
        .containsExactly(
            "#1 creates plaza",
            "#1 joins plaza",
            "#2 joins plaza",
            "#2 is kicked: spam",
            "#2 leaves plaza: kicked");
  }

  @Test
  void kickFollowsThePendingBatch() {
    Relay one = Relay.withDefaults();
    Client cat = one.client("cat").joins();
    Client dan = one.client("dan").joins();
    cat.says("one last thing");
    var ended = one.sessions().end(new Selection.OfAddress(dan.address()), KICKED, "spam");
    one.settles();

    assertThat(sum(ended)).isEqualTo(1);
    dan.hears(Packets.update(cat, "one last thing"), kicked("spam"))
        .isClosedWith(new Close(CloseCode.POLICY_VIOLATION, "spam"), KICKED);
  }

  @Test
  void leaveIsReportedBeforeTheSeatIsReleased() {
    // Otherwise the join of the next holder, on another thread, could be reported first.
    bob.leaves();
    ann.leaves();

    assertThat(relay.events.seatsAtLeaves()).containsExactly(2, 1);
  }

  @Test
  void roomIsEndedOnAllThreadsAndOthersStay() {
    Client cat = relay.client("cat", "theatre", 1).joins();

    assertThat(end(new Selection.InRoom("plaza"), ROOM_CLOSED, "a party")).isEqualTo(2);
    ann.hears(kicked("a party"));
    cat.hearsNothing();
    assertThat(relay.seats().users()).isEqualTo(1);
  }

  @Test
  void bannedAddressJoinsAfterTheBanExpires() {
    ban(Client.addressOf("eve"), Duration.ofSeconds(60));

    Client eve = relay.client("eve").identifies();
    eve.next();
    eve.signs()
        .hears(kicked("this address is banned: spam"))
        .isClosedWith(
            new Close(CloseCode.POLICY_VIOLATION, "this address is banned: spam"), BANNED);
    relay.passes(Duration.ofSeconds(59));
    Client again = relay.client("eve").identifies();
    again.next();
    again.signs().hears(kicked("this address is banned: spam"));

    relay.passes(Duration.ofSeconds(2));
    relay.client("eve").joins();
  }

  @Test
  void closedRoomRejectsAtTheIdentificationAndOthersStayOpen() {
    relay.moderation.rooms().add("plaza", relay.now().plusSeconds(60), "a party");

    relay
        .client("eve")
        .identifies()
        .hears(kicked("the room is closed: a party"))
        .isClosedWith(
            new Close(CloseCode.POLICY_VIOLATION, "the room is closed: a party"), ROOM_CLOSED);
    relay.client("eve", "theatre", 0).joins();
  }

  @Test
  void sessionInVerificationIsEndedByABan() {
    relay.holdsVerifications();
    Client eve = relay.client("eve").identifies();
    eve.next();
    eve.signs();
    relay.settles();

    assertThat(end(new Selection.OfAddress(eve.address()), KICKED, "spam")).isEqualTo(1);
    relay.finishesVerifications();
    eve.hears(kicked("spam"));
    assertThat(relay.seats().users()).isEqualTo(2);
  }

  @Test
  void listOfAddressesEndsJoinedAndVerifyingSessions() {
    relay.holdsVerifications();
    Client eve = relay.client("eve", "theatre", 0).identifies();
    eve.next();
    eve.signs();
    relay.settles();

    var banned = new Selection.OfAddresses(Set.of(eve.address(), bob.address(), "0x0"));
    assertThat(end(banned, BANNED, "banned")).isEqualTo(2);
    relay.finishesVerifications();
    eve.hears(kicked("banned"));
    bob.hears(kicked("banned"));
    assertThat(relay.authority.addressesHere()).containsExactly(ann.address());
  }

  @Test
  void roomClosedDuringAVerificationStaysEmpty() {
    relay.holdsVerifications();
    Client eve = relay.client("eve", "theatre", 0).identifies();
    eve.next();
    eve.signs();
    relay.settles();
    relay.moderation.rooms().add("theatre", relay.now().plusSeconds(60), "a party");
    relay.finishesVerifications();

    eve.hears(kicked("the room is closed: a party"));
  }

  @Test
  void reportCountsSentAndReceivedPackets() {
    bob.says("hello");
    bob.saysUnreliably("uh");
    ann.says("hi");
    relay.passes(Duration.ofMillis(100));

    PeerReport report = reports(new Selection.OfAddress(bob.address())).getFirst();

    int hello = Packets.update(0, "hello").getSerializedSize();
    int uh = Packets.update(0, ByteString.copyFromUtf8("uh"), true).getSerializedSize();
    PeerFigures figures = report.figures();
    assertThat(report.sessionId()).isEqualTo(2);
    assertThat(report.alias()).isEqualTo(bob.alias());
    Instant joinedAt = report.joinedAt();
    assertThat(joinedAt).isBeforeOrEqualTo(relay.now().minusMillis(100));
    relay.passes(Duration.ofSeconds(3));
    assertThat(reports(new Selection.OfAddress(bob.address())).getFirst().joinedAt())
        .isEqualTo(joinedAt);
    assertThat(figures.inPackets()).isEqualTo(2);
    assertThat(figures.inBytes()).isEqualTo(hello + uh);
    assertThat(figures.outUpdates()).isEqualTo(1);
    assertThat(figures.outBytes()).isEqualTo(Packets.update(ann, "hi").getSerializedSize());
    assertThat(figures.backlogBytes()).isZero();
  }

  @Test
  void reportOfAnActivePeerMeasuresItsRoundTrip() {
    bob.says("hello");
    assertThat(roundTrip()).isEmpty();
    bob.hearsAPing();
    relay.passes(Duration.ofMillis(80));
    bob.socket().sends(ClientFrames.pong(new byte[] {0x32, 0x00}));
    relay.settles();

    assertThat(roundTrip()).hasValueSatisfying(millis -> assertThat(millis).isBetween(80.0, 90.0));
    // Measured just now, so the second report sends no ping.
    bob.hearsNothing();
  }

  private Optional<Double> roundTrip() {
    var nanos =
        reports(new Selection.OfAddress(bob.address())).getFirst().figures().roundTripNanos();
    return nanos.isPresent() ? Optional.of(nanos.getAsLong() / 1e6) : Optional.empty();
  }

  private List<PeerReport> reports(Selection selection) {
    var parts = relay.sessions().reports(selection);
    relay.settles();
    return parts.stream().map(CompletableFuture::join).flatMap(List::stream).toList();
  }

  private int end(Selection selection, CloseReason reason, String text) {
    var parts = relay.sessions().end(selection, reason, text);
    relay.settles();
    return sum(parts);
  }

  private static int sum(List<CompletableFuture<Integer>> parts) {
    return parts.stream().mapToInt(CompletableFuture::join).sum();
  }

  private void ban(String address, Duration time) {
    relay.moderation.addresses().add(address, relay.now().plus(time), "spam");
  }
}
