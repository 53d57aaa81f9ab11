package wsroom.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import wsroom.access.JoinPermit;
import wsroom.proto.rfc5.WsPacket;
import wsroom.proto.rfc5.WsWelcome;
import wsroom.websocket.FakeClient;
import wsroom.websocket.FakeIoThread;
import wsroom.websocket.ServerFrames.Close;
import wsroom.websocket.ServerFrames.Heard;
import wsroom.websocket.ServerFrames.Message;
import wsroom.websocket.ServerFrames.Ping;

/// A client of a [Relay], for transcripts: what it says goes over a WebSocket connection, and what
/// it hears is compared packet by packet, without any left out.
final class Client {
  private final Relay relay;
  private final String name;
  private final FakeClient socket;
  private int taken;
  private String challenge = "";
  private WsWelcome welcome = WsWelcome.getDefaultInstance();

  Client(Relay relay, String name, int thread, FakeClient.Settings settings, String room) {
    this.relay = relay;
    this.name = name;
    FakeIoThread ioThread = relay.threads.get(thread);
    this.socket =
        new FakeClient(
            ioThread,
            settings,
            connection -> relay.sessions().open(connection, JoinPermit.of(room)));
  }

  /// An address for each name, in lower case.
  static String addressOf(String name) {
    return "0x%040x".formatted(new BigInteger(1, name.getBytes(StandardCharsets.UTF_8)));
  }

  String address() {
    return addressOf(name);
  }

  /// What its welcome said.
  int alias() {
    return welcomedBy().getAlias();
  }

  WsWelcome welcomedBy() {
    assertThat(welcome.getAlias()).as("%s was not welcomed", name).isPositive();
    return welcome;
  }

  FakeClient socket() {
    return socket;
  }

  // --- Says ---

  Client says(WsPacket packet) {
    return saysBytes(packet.toByteString());
  }

  Client saysBytes(ByteString packet) {
    socket.sendsMessage(packet.toByteArray());
    return this;
  }

  Client identifiesAs(String address) {
    return says(Packets.identification(address));
  }

  Client identifies() {
    return identifiesAs(address());
  }

  /// Signs the challenge that it has heard last.
  Client signsAs(String owner) {
    return sendsChain(Relay.signature(owner, challenge));
  }

  Client signs() {
    return signsAs(address());
  }

  Client sendsChain(String authChainJson) {
    return says(Packets.signedChallenge(authChainJson));
  }

  /// The whole handshake, until the welcome.
  Client enters() {
    identifies();
    assertThat(next().getChallengeMessage().getChallengeToSign()).startsWith("dcl-");
    signs();
    assertThat(next().getWelcomeMessage().getAlias()).isPositive();
    return this;
  }

  /// Something reliable.
  Client says(String body) {
    return says(Packets.update(0, body));
  }

  /// Something unreliable.
  Client mumbles(String body) {
    return says(Packets.update(0, ByteString.copyFromUtf8(body), true));
  }

  Client leaves() {
    socket.closes(1000);
    relay.settles();
    return this;
  }

  // --- Hears ---

  /// Just these packets, and no other frame, by now.
  Client hears(WsPacket... expected) {
    relay.settles();
    List<WsPacket> heard = new ArrayList<>();
    for (Heard next : List.copyOf(unheard())) {
      if (!(next instanceof Message message)) {
        break;
      }
      heard.add(take(message));
    }
    assertThat(heard).as("what %s hears", name).containsExactly(expected);
    return this;
  }

  Client hearsNothing() {
    relay.settles();
    assertThat(unheard()).as("what %s hears", name).isEmpty();
    return this;
  }

  Client hearsAPing() {
    relay.settles();
    assertThat(unheard())
        .as("what %s hears", name)
        .containsExactly(new Ping(ByteString.copyFrom(new byte[] {0x32, 0x00})));
    taken++;
    return this;
  }

  /// A close frame for that reason, and after the client's answer the end of the socket.
  Client isClosedWith(CloseReason reason) {
    return isClosedWith(new Close(reason.code(), reason.text()), reason);
  }

  /// The same, where the connection itself finds the words for what is wrong.
  Client isClosedWith(Close close, CloseReason reason) {
    relay.settles();
    assertThat(unheard()).as("what %s hears", name).containsExactly(close);
    taken++;
    assertThat(relay.told.ended(reason)).as("%s in the metrics", reason).isPositive();
    socket.closes(close.code());
    socket.hangsUp();
    relay.settles();
    assertThat(socket.isDropped()).as("%s's socket is dropped", name).isTrue();
    return this;
  }

  Client isDropped() {
    relay.settles();
    assertThat(socket.isDropped()).as("%s's socket is dropped", name).isTrue();
    return this;
  }

  /// The next packet, whatever it is.
  WsPacket next() {
    relay.settles();
    assertThat(unheard()).as("what %s hears", name).isNotEmpty();
    assertThat(unheard().getFirst()).isInstanceOf(Message.class);
    return take((Message) unheard().getFirst());
  }

  /// All packets that have not been looked at.
  List<WsPacket> rest() {
    List<WsPacket> rest = new ArrayList<>();
    relay.settles();
    for (Heard next : List.copyOf(unheard())) {
      assertThat(next).isInstanceOf(Message.class);
      rest.add(take((Message) next));
    }
    return rest;
  }

  private List<Heard> unheard() {
    List<Heard> heard = socket.heard();
    return heard.subList(taken, heard.size());
  }

  private WsPacket take(Message message) {
    taken++;
    WsPacket packet = packet(message);
    if (packet.hasChallengeMessage()) {
      challenge = packet.getChallengeMessage().getChallengeToSign();
    } else if (packet.hasWelcomeMessage()) {
      welcome = packet.getWelcomeMessage();
    }
    return packet;
  }

  static WsPacket packet(Message message) {
    try {
      WsPacket packet = WsPacket.parseFrom(message.payload());
      assertThat(packet.getMessageCase())
          .as("an empty packet, which bevy does not survive")
          .isNotEqualTo(WsPacket.MessageCase.MESSAGE_NOT_SET);
      return packet;
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("the server sent what is no packet", e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
