package wsroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static wsroom.session.CloseReason.AUTH_CHAIN_REJECTED;
import static wsroom.session.CloseReason.BANNED;
import static wsroom.session.CloseReason.HANDSHAKE_TIMEOUT;
import static wsroom.session.CloseReason.INVALID_ADDRESS;
import static wsroom.session.CloseReason.MALFORMED_PACKET;
import static wsroom.session.CloseReason.MESSAGE_TOO_BIG;
import static wsroom.session.CloseReason.TEXT_MESSAGE;
import static wsroom.session.CloseReason.UNEXPECTED_PACKET;
import static wsroom.session.CloseReason.VERIFICATION_BUSY;
import static wsroom.session.CloseReason.VERIFICATION_UNAVAILABLE;
import static wsroom.session.CloseReason.WRONG_OWNER;
import static wsroom.session.Packets.challenge;
import static wsroom.session.Packets.identification;
import static wsroom.session.Packets.joined;
import static wsroom.session.Packets.kicked;
import static wsroom.session.Packets.left;
import static wsroom.session.Packets.signedChallenge;
import static wsroom.session.Packets.update;
import static wsroom.session.Packets.welcome;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import wsroom.proto.rfc5.WsPacket;
import wsroom.websocket.ClientFrames;
import wsroom.websocket.ServerFrames.Close;

/// The handshake from the connection to the welcome, and every rejection. Bob is a member
/// throughout, and must receive nothing of rejected clients.
class HandshakeTest {
  private static final String OWN = Client.addressOf("eve");
  private static final String OTHER = Client.addressOf("bob");

  /// Packets that no client sends in a handshake.
  static final List<WsPacket> MISPLACED =
      List.of(
          update(0, "too early"),
          challenge("dcl-x"),
          joined(7, OTHER),
          left(7),
          kicked("you"),
          WsPacket.newBuilder()
              .setWelcomeMessage(WsPacket.getDefaultInstance().getWelcomeMessage())
              .build(),
          WsPacket.getDefaultInstance());

  private final Relay relay = Relay.with(RelaySettings.builder().verificationsAtOnce(2).build());
  private final Client bob = relay.client("bob").joins();
  private final Client eve = relay.client("eve");

  @AfterEach
  void othersReceiveNothing() {
    bob.hearsNothing();
  }

  @Test
  void verifiedClientIsWelcomedAndAnnounced() {
    eve.identifiesAs(OWN).hears(challenge("dcl-2"));
    eve.signsAs(OWN).hears(welcome(2, bob));
    bob.hears(joined(eve));
    eve.hearsNothing();
  }

  @Test
  void chainOfAnotherAddressIsRejected() {
    eve.identifiesAs(OTHER).next();
    eve.signsAs(OWN).isClosedWith(WRONG_OWNER);
  }

  @Test
  void addressIsAcceptedInAnyCaseAndSentInLowerCase() {
    Client joe = relay.client("joe");
    String upperCase = "0x" + joe.address().substring(2).toUpperCase(Locale.ROOT);
    assertThat(upperCase).isNotEqualTo(joe.address());

    joe.identifiesAs(upperCase).hears(challenge("dcl-2"));
    joe.signsAs(joe.address()).hears(welcome(2, bob));
    bob.hears(joined(2, joe.address()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0x",
        "bob",
        "0x61626364656667686970717273747576777879",
        "0x616263646566676869707172737475767778791",
        "0x61626364656667686970717273747576777879112",
        "0X6162636465666768697071727374757677787911",
        "006162636465666768697071727374757677787911",
        "0x616263646566676869707172737475767778791g",
        "0x616263646566676869707172737475767778791\u0661",
        " 0x616263646566676869707172737475767778791",
        "0x6162636465666768697071727374757677787911 "
      })
  void invalidAddressIsRejected(String address) {
    eve.identifiesAs(address).isClosedWith(INVALID_ADDRESS);
  }

  @Test
  void rejectedChainClosesAndItsReasonIsCounted() {
    eve.identifies().next();
    eve.sendsChain("nobody").isClosedWith(AUTH_CHAIN_REJECTED);

    assertThat(relay.metrics.events()).contains("rejected wrong_signer");
  }

  @Test
  void unverifiableChainIsClosedWithTryAgainLater() {
    eve.identifies().next();
    eve.sendsChain("later").isClosedWith(VERIFICATION_UNAVAILABLE);

    assertThat(relay.metrics.events()).contains("rejected node_unavailable");
  }

  @Test
  void bannedAddressIsKicked() {
    eve.identifies().next();
    eve.sendsChain("banned").hears(kicked("this address is banned"));
    eve.isClosedWith(BANNED);
  }

  @Test
  void challengeOfAnotherConnectionIsRejected() {
    Client first = relay.client("eve").identifies();
    first.hears(challenge("dcl-2"));
    eve.identifies().hears(challenge("dcl-3"));

    eve.sendsChain(Relay.signature(OWN, "dcl-2")).isClosedWith(AUTH_CHAIN_REJECTED);
    first.hearsNothing();
  }

  @Test
  void loginsBeyondTheVerificationLimitAreClosedWithTryAgainLater() {
    Client ann = relay.client("ann").identifies();
    Client ben = relay.client("ben").identifies();
    ann.hears(challenge("dcl-2"));
    ben.hears(challenge("dcl-3"));
    relay.holdsVerifications();
    ann.signs();
    ben.signs();
    eve.identifies().hears(challenge("dcl-4"));
    eve.signs().isClosedWith(VERIFICATION_BUSY);

    relay.finishesVerifications();
    ann.hears(welcome(2, bob), joined(3, ben.address()));
    ben.hears(welcome(3, bob, ann));
    Client again = relay.client("eve").joins();
    bob.hears(joined(ann), joined(ben), joined(again));
  }

  // --- Unexpected packets ---

  @ParameterizedTest
  @FieldSource("MISPLACED")
  void packetBeforeTheIdentificationIsRejected(WsPacket packet) {
    eve.says(packet).isClosedWith(UNEXPECTED_PACKET);
  }

  @Test
  void signatureBeforeTheChallengeIsRejected() {
    eve.says(signedChallenge(Relay.signature(OWN, "dcl-2"))).isClosedWith(UNEXPECTED_PACKET);
  }

  @ParameterizedTest
  @FieldSource("MISPLACED")
  void otherPacketThanTheSignatureIsRejected(WsPacket packet) {
    eve.identifies().next();
    eve.says(packet).isClosedWith(UNEXPECTED_PACKET);
  }

  @Test
  void secondIdentificationIsRejected() {
    eve.identifies().next();
    eve.says(identification(OTHER)).isClosedWith(UNEXPECTED_PACKET);
  }

  @Test
  void packetDuringTheVerificationIsRejected() {
    relay.holdsVerifications();
    eve.identifies().next();
    eve.signs().signs().isClosedWith(UNEXPECTED_PACKET);

    relay.finishesVerifications();
    eve.isDropped();
    assertThat(relay.seats().users()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0001", ":\u0005", "\u0000", ":\u0002\n\u0005"})
  void malformedPacketClosesTheSession(String bytes) {
    eve.saysBytes(ByteString.copyFromUtf8(bytes)).isClosedWith(MALFORMED_PACKET);
  }

  @Test
  void textMessageClosesTheSession() {
    eve.socket().sends(ClientFrames.text("hello"));
    eve.isClosedWith(new Close(1003, "a text message"), TEXT_MESSAGE);
  }

  @Test
  void tooLongHandshakeMessageIsRejected() {
    eve.identifies().next();
    String padding = "x".repeat(SessionSettings.MAX_HANDSHAKE_MESSAGE_BYTES);
    eve.sendsChain(padding)
        .isClosedWith(
            new Close(MESSAGE_TOO_BIG.code(), "a message of more than 16448 bytes"),
            MESSAGE_TOO_BIG);
  }

  @Test
  void longestHandshakeMessageIsAccepted() {
    eve.identifies().next();
    eve.sendsChain("x".repeat(SessionSettings.MAX_HANDSHAKE_MESSAGE_BYTES - 8))
        .isClosedWith(AUTH_CHAIN_REJECTED);
  }

  // --- Timeouts ---

  @Test
  void missingIdentificationTimesOut() {
    relay.settles();
    relay.passes(Relay.HANDSHAKE_TIMEOUT.minusMillis(1));
    eve.hearsNothing();
    relay.passes(Relay.TICK);
    eve.isClosedWith(HANDSHAKE_TIMEOUT);
  }

  @Test
  void missingSignatureTimesOut() {
    relay.settles();
    relay.passes(Duration.ofSeconds(4));
    eve.identifies().next();
    relay.passes(Relay.HANDSHAKE_TIMEOUT.minusMillis(1));
    eve.hearsNothing();
    relay.passes(Relay.TICK);
    eve.isClosedWith(HANDSHAKE_TIMEOUT);
  }

  @Test
  void eachStepHasItsOwnTimeout() {
    relay.settles();
    relay.passes(Duration.ofMillis(4_900));
    eve.identifies().next();
    relay.passes(Duration.ofMillis(4_900));
    assertThat(eve.signs().next().hasWelcomeMessage()).isTrue();
    bob.hears(joined(eve));
    assertThat(relay.metrics.events()).contains("joined after 9800 ms");
  }

  @Test
  void pingsAndPongsDoNotExtendTheTimeout() {
    eve.socket().sends(ClientFrames.ping(new byte[3]));
    relay.settles();
    for (int second = 0; second < 4; second++) {
      relay.passes(Duration.ofSeconds(1));
      eve.socket().sends(ClientFrames.pong(new byte[3]));
    }
    relay.passes(Duration.ofSeconds(1).plus(Relay.TICK));

    assertThat(relay.metrics.ended(HANDSHAKE_TIMEOUT)).isEqualTo(1);
  }

  @Test
  void timeoutIncludesTheVerification() {
    relay.holdsVerifications();
    eve.identifies().next();
    relay.passes(Duration.ofSeconds(4));
    eve.signs();
    relay.passes(Duration.ofSeconds(1).plus(Relay.TICK));
    eve.isClosedWith(HANDSHAKE_TIMEOUT);

    relay.finishesVerifications();
    eve.isDropped();
    assertThat(relay.seats().users()).isEqualTo(1);
  }

  @Test
  void verificationResultAfterDisconnectIsIgnored() {
    relay.holdsVerifications();
    eve.identifies().next();
    eve.signs();
    relay.settles();
    eve.socket().isCutOff();
    eve.isDropped();

    relay.finishesVerifications();
    relay.settles();
    assertThat(relay.seats().users()).isEqualTo(1);
    assertThat(relay.metrics.events()).filteredOn(event -> event.startsWith("joined")).hasSize(1);
    assertThat(relay.metrics.ends()).containsExactly("ended CONNECTION_LOST in the handshake");
  }

  @Test
  void unansweredCloseIsAborted() {
    eve.identifiesAs("nobody");
    relay.settles();
    assertThat(eve.socket().isDropped()).isFalse();

    relay.passes(SessionSettings.CLOSE_TIMEOUT.plus(Relay.TICK));
    eve.isDropped();
    assertThat(relay.metrics.open()).isEqualTo(1);
  }

  @Test
  void packetsAfterTheEndAreIgnored() {
    eve.identifiesAs("nobody");
    relay.settles();
    eve.identifies();
    eve.saysBytes(ByteString.copyFromUtf8("\u0001"));
    eve.isClosedWith(INVALID_ADDRESS);
    assertThat(relay.metrics.ends()).hasSize(1);
  }
}
