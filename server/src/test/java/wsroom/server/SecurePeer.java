package wsroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import authchain.Identity;
import com.google.protobuf.ByteString;
import java.io.DataInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import wsroom.proto.rfc5.WsIdentification;
import wsroom.proto.rfc5.WsPacket;
import wsroom.proto.rfc5.WsPeerUpdate;
import wsroom.proto.rfc5.WsSignedChallenge;
import wsroom.websocket.ClientFrames;
import wsroom.websocket.RawUpgrade;

/// A peer over TLS that controls which frames share one write.
final class SecurePeer {
  private static final int PATIENCE_MILLIS = 30_000;

  private final SSLSocket socket;
  private final DataInputStream in;

  /// Joins the room `plaza`.
  SecurePeer(SSLContext trust, String version, int port, String name) throws IOException {
    socket = (SSLSocket) trust.getSocketFactory().createSocket("127.0.0.1", port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setEnabledProtocols(new String[] {version});
    in = new DataInputStream(socket.getInputStream());
    socket.getOutputStream().write(RawUpgrade.request("plaza"));
    assertThat(RawUpgrade.readHead(in)).startsWith("HTTP/1.1 101 ");
    Identity identity = Identity.named(name, Instant.now().plus(Duration.ofDays(1)));
    says(
        WsPacket.newBuilder()
            .setPeerIdentification(WsIdentification.newBuilder().setAddress(identity.address())));
    String challenge = hears().getChallengeMessage().getChallengeToSign();
    says(
        WsPacket.newBuilder()
            .setSignedChallengeForServer(
                WsSignedChallenge.newBuilder()
                    .setAuthChainJson(identity.sign(challenge).toJson())));
    assertThat(hears().hasWelcomeMessage()).isTrue();
  }

  /// Sends the same update many times, in one write.
  void saysAtOnce(int count, String body) throws IOException {
    byte[] update =
        WsPacket.newBuilder()
            .setPeerUpdateMessage(WsPeerUpdate.newBuilder().setBody(ByteString.copyFromUtf8(body)))
            .build()
            .toByteArray();
    byte[][] frames = new byte[count][];
    Arrays.fill(frames, ClientFrames.binary(update));
    socket.getOutputStream().write(ClientFrames.joined(frames));
  }

  void hears(int packets) throws IOException {
    for (int i = 0; i < packets; i++) {
      var _ = hears();
    }
  }

  private void says(WsPacket.Builder packet) throws IOException {
    socket.getOutputStream().write(ClientFrames.binary(packet.build().toByteArray()));
  }

  private WsPacket hears() throws IOException {
    assertThat(in.readUnsignedByte()).isEqualTo(0x82);
    int length = in.readUnsignedByte();
    return WsPacket.parseFrom(in.readNBytes(length < 126 ? length : in.readUnsignedShort()));
  }
}
