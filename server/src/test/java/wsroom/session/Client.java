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

/// A client of a [Relay], for transcripts: it sends over a WebSocket connection, and the packets
/// that it receives are compared one by one, with none left out.
final class Client {
  private final Relay relay;
  private final String name;
  private final FakeClient socket;
  private int read;
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

  /// The alias in its welcome.
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

  // --- Sends ---

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

  /// Signs the last received challenge.
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
  Client joins() {
    identifies();
    assertThat(next().getChallengeMessage().getChallengeToSign()).startsWith("dcl-");
    signs();
    assertThat(next().getWelcomeMessage().getAlias()).isPositive();
    return this;
  }

  /// Sends a reliable update.
  Client says(String body) {
    return says(Packets.update(0, body));
  }

  /// Sends an unreliable update.
  Client saysUnreliably(String body) {
    return says(Packets.update(0, ByteString.copyFromUtf8(body), true));
  }

  Client leaves() {
    socket.closes(1000);
    relay.settles();
    return this;
  }

  // --- Receives ---

  /// Has received exactly these packets, and no other frame.
  Client hears(WsPacket... expected) {
    relay.settles();
    List<WsPacket> heard = new ArrayList<>();
    for (Heard next : List.copyOf(unread())) {
      if (!(next instanceof Message message)) {
        break;
      }
      heard.add(take(message));
    }
    assertThat(heard).as("frames that %s receives", name).containsExactly(expected);
    return this;
  }

  Client hearsNothing() {
    relay.settles();
    assertThat(unread()).as("frames that %s receives", name).isEmpty();
    return this;
  }

  Client hearsAPing() {
    relay.settles();
    assertThat(unread())
        .as("frames that %s receives", name)
        .containsExactly(new Ping(ByteString.copyFrom(new byte[] {0x32, 0x00})));
    read++;
    return this;
  }

  /// Receives a close frame for the reason, and after its answer the end of the socket.
  Client isClosedWith(CloseReason reason) {
    return isClosedWith(new Close(reason.code(), reason.text()), reason);
  }

  /// The same, with a close frame whose text comes from the WebSocket layer.
  Client isClosedWith(Close close, CloseReason reason) {
    relay.settles();
    assertThat(unread()).as("frames that %s receives", name).containsExactly(close);
    read++;
    assertThat(relay.metrics.ended(reason)).as("%s in the metrics", reason).isPositive();
    socket.closes(close.code());
    socket.hangsUp();
    relay.settles();
    assertThat(socket.isDropped()).as("%s's socket is closed", name).isTrue();
    return this;
  }

  Client isDropped() {
    relay.settles();
    assertThat(socket.isDropped()).as("%s's socket is closed", name).isTrue();
    return this;
  }

  /// The next packet, of any type.
  WsPacket next() {
    relay.settles();
    assertThat(unread()).as("frames that %s receives", name).isNotEmpty();
    assertThat(unread().getFirst()).isInstanceOf(Message.class);
    return take((Message) unread().getFirst());
  }

  /// All packets not yet read.
  List<WsPacket> rest() {
    List<WsPacket> rest = new ArrayList<>();
    relay.settles();
    for (Heard next : List.copyOf(unread())) {
      assertThat(next).isInstanceOf(Message.class);
      rest.add(take((Message) next));
    }
    return rest;
  }

  private List<Heard> unread() {
    List<Heard> heard = socket.heard();
    return heard.subList(read, heard.size());
  }

  private WsPacket take(Message message) {
    read++;
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
          .as("an empty packet, which crashes bevy")
          .isNotEqualTo(WsPacket.MessageCase.MESSAGE_NOT_SET);
      return packet;
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("the server sent a malformed packet", e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
