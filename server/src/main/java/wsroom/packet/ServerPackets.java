package wsroom.packet;

import com.google.protobuf.ByteString;
import wsroom.proto.rfc5.WsChallengeRequired;
import wsroom.proto.rfc5.WsKicked;
import wsroom.proto.rfc5.WsPacket;
import wsroom.proto.rfc5.WsPeerJoin;
import wsroom.proto.rfc5.WsPeerLeave;
import wsroom.proto.rfc5.WsWelcome;

/// The packets that the server itself says, encoded.
public final class ServerPackets {
  /// The longest packet that every client takes.
  public static final int MAX_PACKET_BYTES = 65_535;

  /// A `WsPeerLeave` of alias 0, which clients ignore. As the payload of a ping it does no harm to
  /// a client that takes every message, control frames too, for a packet.
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

  /// Collects the peers that a welcome names, as far as they fit into one packet.
  public static final class Welcome {
    // An alias and an address of 42 characters, with their tags and lengths, take at most this.
    private static final int MAX_IDENTITY_BYTES = 54;
    private static final int MAX_IDENTITIES = (MAX_PACKET_BYTES - 16) / MAX_IDENTITY_BYTES;

    private final WsWelcome.Builder welcome;

    public Welcome(int alias) {
      welcome = WsWelcome.newBuilder().setAlias(alias);
    }

    /// Adds a peer. Returns false if the packet is full: that peer is to be announced by a join.
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
