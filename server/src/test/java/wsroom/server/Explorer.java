package wsroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import authchain.Identity;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import wsroom.proto.rfc4.Packet;
import wsroom.proto.rfc4.Position;
import wsroom.proto.rfc5.WsIdentification;
import wsroom.proto.rfc5.WsPacket;
import wsroom.proto.rfc5.WsPeerUpdate;
import wsroom.proto.rfc5.WsSignedChallenge;

/// A client over a real socket, for tests of the whole server.
final class Explorer {
  /// The metadata that explorers sign with a login.
  static final String LOGIN_METADATA =
      "{\"origin\":\"https://play.example\",\"intent\":\"dcl:explorer:comms-handshake\","
          + "\"signer\":\"dcl:explorer\",\"isGuest\":false}";

  private final String address;
  private final Inbox<WsPacket> heard = new Inbox<>(WsPacket.parser());
  private final WebSocket socket;
  private final Set<Integer> known = new HashSet<>();
  private int alias;

  Explorer(HttpClient http, URI room, String address) {
    this.address = address;
    this.socket =
        http.newWebSocketBuilder().subprotocols("rfc5", "rfc4").buildAsync(room, heard).join();
    assertThat(socket.getSubprotocol()).isEqualTo("rfc5");
  }

  /// Performs the client's part of the handshake.
  static Explorer knocks(HttpClient http, URI room, Identity identity) throws InterruptedException {
    Explorer explorer = new Explorer(http, room, identity.address());
    explorer.identifies();
    explorer.signs(identity);
    return explorer;
  }

  /// Performs the handshake, and is welcomed.
  static Explorer enters(HttpClient http, URI room, Identity identity) throws InterruptedException {
    Explorer explorer = knocks(http, room, identity);
    explorer.isWelcomed();
    return explorer;
  }

  /// Requests a room's URI by a signed login (ADR-180).
  static HttpResponse<String> logsIn(HttpClient http, URI login, Identity identity)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(login).POST(BodyPublishers.noBody());
    identity
        .signedHeaders("post", login.getRawPath(), Instant.now(), LOGIN_METADATA)
        .forEach(request::header);
    return http.send(request.build(), BodyHandlers.ofString());
  }

  int alias() {
    return alias;
  }

  void identifies() {
    send(
        WsPacket.newBuilder()
            .setPeerIdentification(WsIdentification.newBuilder().setAddress(address))
            .build());
  }

  /// Receives a challenge and signs it.
  void signs(Identity identity) throws InterruptedException {
    String challenge =
        hears(WsPacket::hasChallengeMessage).getChallengeMessage().getChallengeToSign();
    assertThat(challenge).matches("dcl-[^:]*");
    send(
        WsPacket.newBuilder()
            .setSignedChallengeForServer(
                WsSignedChallenge.newBuilder().setAuthChainJson(identity.sign(challenge).toJson()))
            .build());
  }

  void isWelcomed() throws InterruptedException {
    WsPacket welcome = hears(WsPacket::hasWelcomeMessage);
    alias = welcome.getWelcomeMessage().getAlias();
    known.addAll(welcome.getWelcomeMessage().getPeerIdentitiesMap().keySet());
  }

  /// Waits until it knows all others, from its welcome or from joins.
  void knows(Collection<Integer> aliases) {
    Set<Integer> others = new HashSet<>(aliases);
    others.remove(alias);
    try {
      while (!known.equals(others)) {
        known.add(hears(WsPacket::hasPeerJoinMessage).getPeerJoinMessage().getAlias());
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  void says(String body) {
    send(
        WsPacket.newBuilder()
            .setPeerUpdateMessage(WsPeerUpdate.newBuilder().setBody(ByteString.copyFromUtf8(body)))
            .build());
  }

  /// Sends its position.
  void is(float x, float y, float z) {
    Packet position =
        Packet.newBuilder()
            .setPosition(
                Position.newBuilder().setPositionX(x).setPositionY(y).setPositionZ(z).build())
            .build();
    send(
        WsPacket.newBuilder()
            .setPeerUpdateMessage(
                WsPeerUpdate.newBuilder().setBody(position.toByteString()).setUnreliable(true))
            .build());
  }

  /// The next updates, by sender, in order.
  Map<Integer, List<String>> hearsUpdates(int count) throws InterruptedException {
    Map<Integer, List<String>> updates = new HashMap<>();
    for (int i = 0; i < count; i++) {
      WsPeerUpdate update = hears(WsPacket::hasPeerUpdateMessage).getPeerUpdateMessage();
      updates
          .computeIfAbsent(update.getFromAlias(), sender -> new ArrayList<>())
          .add(update.getBody().toStringUtf8());
    }
    return updates;
  }

  /// The next packet, which must be of that kind.
  WsPacket hears(Predicate<WsPacket> kind) throws InterruptedException {
    WsPacket packet = heard.next();
    assertThat(packet).matches(kind);
    return packet;
  }

  void leaves() {
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
  }

  int closeCode() throws Exception {
    return heard.closeCode();
  }

  private void send(WsPacket packet) {
    socket.sendBinary(ByteBuffer.wrap(packet.toByteArray()), true).join();
  }
}
