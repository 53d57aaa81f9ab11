package wsroom.packet;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import wsroom.proto.rfc5.WsPacket;
import wsroom.proto.rfc5.WsPeerUpdate;

/// Decodes packets with protobuf: those of the handshake, and updates that [PeerUpdate] does not
/// recognise.
public final class PacketDecoder {
  private static final ClientPacket UNKNOWN = new ClientPacket.Unknown();
  private static final ClientPacket MALFORMED = new ClientPacket.Malformed();

  private PacketDecoder() {}

  /// Decodes a message between its position and limit, which stay as they are.
  public static ClientPacket decode(ByteBuffer message) {
    WsPacket packet;
    try {
      packet = WsPacket.parseFrom(message.duplicate());
    } catch (InvalidProtocolBufferException e) {
      return MALFORMED;
    }
    return switch (packet.getMessageCase()) {
      case PEER_IDENTIFICATION ->
          new ClientPacket.Identification(packet.getPeerIdentification().getAddress());
      case SIGNED_CHALLENGE_FOR_SERVER ->
          new ClientPacket.SignedChallenge(packet.getSignedChallengeForServer().getAuthChainJson());
      case PEER_UPDATE_MESSAGE -> {
        WsPeerUpdate update = packet.getPeerUpdateMessage();
        yield new ClientPacket.Update(
            update.getBody().asReadOnlyByteBuffer(), update.getUnreliable());
      }
      case WELCOME_MESSAGE,
          PEER_JOIN_MESSAGE,
          CHALLENGE_MESSAGE,
          PEER_LEAVE_MESSAGE,
          PEER_KICKED,
          MESSAGE_NOT_SET ->
          UNKNOWN;
    };
  }
}
