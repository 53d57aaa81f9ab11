package wsroom.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import wsroom.packet.ServerPackets.Welcome;
import wsroom.proto.rfc5.WsPacket;
import wsroom.proto.rfc5.WsWelcome;

/// The server's packets, as clients decode them.
class ServerPacketsTest {
  private static final String ADDRESS = "0x" + "a".repeat(40);

  @Test
  void welcomeListsAsManyPeersAsFitIntoAPacket() throws Exception {
    Welcome welcome = new Welcome(Integer.MAX_VALUE);
    int listed = 0;
    while (welcome.add(Integer.MAX_VALUE - 1 - listed, ADDRESS)) {
      listed++;
    }
    byte[] packet = welcome.encode();
    WsWelcome read = WsPacket.parseFrom(packet).getWelcomeMessage();

    assertThat(listed).isEqualTo(1213);
    assertThat(packet.length).isLessThanOrEqualTo(65_535);
    assertThat(read.getAlias()).isEqualTo(Integer.MAX_VALUE);
    assertThat(read.getPeerIdentitiesMap()).hasSize(listed).containsEntry(2_147_483_646, ADDRESS);
    assertThat(welcome.add(1, ADDRESS)).isFalse();
  }

  @Test
  void otherPacketsContainTheirArguments() throws Exception {
    WsPacket challenge = WsPacket.parseFrom(ServerPackets.challenge("dcl-1", true));
    assertThat(challenge.getChallengeMessage().getChallengeToSign()).isEqualTo("dcl-1");
    assertThat(challenge.getChallengeMessage().getAlreadyConnected()).isTrue();
    WsPacket join = WsPacket.parseFrom(ServerPackets.join(7, ADDRESS));
    assertThat(join.getPeerJoinMessage().getAlias()).isEqualTo(7);
    assertThat(join.getPeerJoinMessage().getAddress()).isEqualTo(ADDRESS);
    assertThat(WsPacket.parseFrom(ServerPackets.leave(7)).getPeerLeaveMessage().getAlias())
        .isEqualTo(7);
    assertThat(WsPacket.parseFrom(ServerPackets.kicked("why")).getPeerKicked().getReason())
        .isEqualTo("why");
    assertThat(ServerPackets.pingPayload()).containsExactly(0x32, 0x00);
    // The caller may change its copy.
    ServerPackets.pingPayload()[0] = 0;
    assertThat(ServerPackets.pingPayload()).containsExactly(0x32, 0x00);
  }

  @Test
  void invalidLengthsAreNotRecognisedByTheFastPath() {
    PeerUpdate update = new PeerUpdate();
    // A body of length 0 at the end of the packet is valid; a negative length is not.
    assertThat(update.read(bytes(0x1a, 2, 0x12, 0))).isTrue();
    assertThat(update.bodyLength()).isZero();
    byte[] negative = {0x1a, 11, 0x12, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1};
    assertThat(update.read(ByteBuffer.wrap(negative))).isFalse();
    // A varint of more than ten bytes, and a truncated one.
    assertThat(
            update.read(
                ByteBuffer.wrap(
                    new byte[] {0x1a, 12, 0x08, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1})))
        .isFalse();
    assertThat(update.read(bytes(0x1a, 2, 0x08, 0x80))).isFalse();
  }

  private static ByteBuffer bytes(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length);
    for (int value : values) {
      bytes.put((byte) value);
    }
    return bytes.flip();
  }
}
