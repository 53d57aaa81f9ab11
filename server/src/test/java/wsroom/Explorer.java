package wsroom;

import static org.assertj.core.api.Assertions.assertThat;

import authchain.Identity;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import wsroom.proto.rfc5.WsIdentification;
import wsroom.proto.rfc5.WsPacket;
import wsroom.proto.rfc5.WsPeerUpdate;
import wsroom.proto.rfc5.WsSignedChallenge;

/// A client over a real socket, for tests of the whole server.
final class Explorer implements WebSocket.Listener {
  private static final int PATIENCE_SECONDS = 30;

  private final String address;
  private final WebSocket socket;
  private final BlockingQueue<WsPacket> heard = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();
  private final Set<Integer> known = new HashSet<>();
  private ByteString message = ByteString.EMPTY;
  private int alias;

  Explorer(HttpClient http, URI room, String address) {
    this.address = address;
    this.socket =
        http.newWebSocketBuilder().subprotocols("rfc5", "rfc4").buildAsync(room, this).join();
    assertThat(socket.getSubprotocol()).isEqualTo("rfc5");
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

  /// Signs the challenge that comes.
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

  /// Comes to know all others, by its welcome or by their joins.
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
    WsPacket packet = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(packet).as("something comes in time").isNotNull().matches(kind);
    return packet;
  }

  void leaves() {
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
  }

  int closeCode() throws Exception {
    return closeCode.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private void send(WsPacket packet) {
    socket.sendBinary(ByteBuffer.wrap(packet.toByteArray()), true).join();
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    // The JDK's client hands a frame over in parts, as they come from the socket.
    message = message.concat(ByteString.copyFrom(data));
    try {
      if (last) {
        heard.add(WsPacket.parseFrom(message));
        message = ByteString.EMPTY;
      }
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closeCode.complete(code);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    closeCode.completeExceptionally(error);
  }
}
