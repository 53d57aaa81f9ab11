package wsroom.packet;

import com.google.protobuf.ByteString;
import wsroom.proto.rfc5.WsChallengeRequired;
import wsroom.proto.rfc5.WsKicked;
import wsroom.proto.rfc5.WsPacket;
import wsroom.proto.rfc5.WsPeerJoin;
import wsroom.proto.rfc5.WsPeerLeave;
import wsroom.proto.rfc5.WsWelcome;

/// Encodes the packets that the server itself sends.
public final class ServerPackets {
  /// The longest packet that every client accepts.
  public static final int MAX_PACKET_BYTES = 65_535;

  /// A `WsPeerLeave` of alias 0, which clients ignore. So a client that decodes control frames as
  /// packets too can decode this ping.
  private static final byte[] PING_PAYLOAD = {0x32, 0x00};

  private ServerPackets() {}

  public static byte[] pingPayload() {
    return PING_PAYLOAD.clone();
  }

  public static byte[] challenge(String challengeToSign, boolean alreadyConnected) {
    return WsPacket.newBuilder()
        .setChallengeMessage(
            WsChallengeRequired.newBuilder()
                .setChallengeToSign(challengeToSign)
                .setAlreadyConnected(alreadyConnected))
        .build()
        .toByteArray();
  }

  public static byte[] join(int alias, String address) {
    return WsPacket.newBuilder()
        .setPeerJoinMessage(WsPeerJoin.newBuilder().setAlias(alias).setAddress(address))
        .build()
        .toByteArray();
  }

  public static byte[] leave(int alias) {
    return WsPacket.newBuilder()
        .setPeerLeaveMessage(WsPeerLeave.newBuilder().setAlias(alias))
        .build()
        .toByteArray();
  }

  public static byte[] kicked(String reason) {
    return WsPacket.newBuilder()
        .setPeerKicked(WsKicked.newBuilder().setReasonBytes(ByteString.copyFromUtf8(reason)))
        .build()
        .toByteArray();
  }

  /// Builds a welcome with as many peers as fit into one packet.
  public static final class Welcome {
    // The most that an alias and an address of 42 characters take, with their tags and lengths.
    private static final int MAX_IDENTITY_BYTES = 54;
    private static final int MAX_IDENTITIES = (MAX_PACKET_BYTES - 16) / MAX_IDENTITY_BYTES;

    private final WsWelcome.Builder welcome;

    public Welcome(int alias) {
      welcome = WsWelcome.newBuilder().setAlias(alias);
    }

    /// Adds a peer. Returns false if the packet is full: the peer must be announced by a join.
    public boolean add(int alias, String address) {
      if (welcome.getPeerIdentitiesCount() == MAX_IDENTITIES) {
        return false;
      }
      welcome.putPeerIdentities(alias, address);
      return true;
    }

    public byte[] encode() {
      return WsPacket.newBuilder().setWelcomeMessage(welcome).build().toByteArray();
    }
  }
}
