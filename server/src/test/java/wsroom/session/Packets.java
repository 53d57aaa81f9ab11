package wsroom.session;

import com.google.protobuf.ByteString;
import wsroom.proto.rfc5.WsChallengeRequired;
import wsroom.proto.rfc5.WsIdentification;
import wsroom.proto.rfc5.WsKicked;
import wsroom.proto.rfc5.WsPacket;
import wsroom.proto.rfc5.WsPeerJoin;
import wsroom.proto.rfc5.WsPeerLeave;
import wsroom.proto.rfc5.WsPeerUpdate;
import wsroom.proto.rfc5.WsSignedChallenge;
import wsroom.proto.rfc5.WsWelcome;

/// Builds the packets of both sides for transcripts.
final class Packets {
  private Packets() {}

  // --- Packets of clients ---

  static WsPacket identification(String address) {
    return WsPacket.newBuilder()
        .setPeerIdentification(WsIdentification.newBuilder().setAddress(address))
        .build();
  }

  static WsPacket signedChallenge(String authChainJson) {
    return WsPacket.newBuilder()
        .setSignedChallengeForServer(WsSignedChallenge.newBuilder().setAuthChainJson(authChainJson))
        .build();
  }

  // --- Packets of the server ---

  static WsPacket challenge(String text) {
    return challenge(text, false);
  }

  static WsPacket challengeAlreadyConnected(String text) {
    return challenge(text, true);
  }

  private static WsPacket challenge(String text, boolean alreadyConnected) {
    return WsPacket.newBuilder()
        .setChallengeMessage(
            WsChallengeRequired.newBuilder()
                .setChallengeToSign(text)
                .setAlreadyConnected(alreadyConnected))
        .build();
  }

  /// @param others the present members
  static WsPacket welcome(int alias, Client... others) {
    WsWelcome.Builder welcome = WsWelcome.newBuilder().setAlias(alias);
    for (Client other : others) {
      welcome.putPeerIdentities(other.alias(), other.address());
    }
    return WsPacket.newBuilder().setWelcomeMessage(welcome).build();
  }

  static WsPacket joined(int alias, String address) {
    return WsPacket.newBuilder()
        .setPeerJoinMessage(WsPeerJoin.newBuilder().setAlias(alias).setAddress(address))
        .build();
  }

  static WsPacket joined(Client peer) {
    return joined(peer.alias(), peer.address());
  }

  static WsPacket left(int alias) {
    return WsPacket.newBuilder()
        .setPeerLeaveMessage(WsPeerLeave.newBuilder().setAlias(alias))
        .build();
  }

  static WsPacket left(Client peer) {
    return left(peer.alias());
  }

  static WsPacket kicked(String reason) {
    return WsPacket.newBuilder().setPeerKicked(WsKicked.newBuilder().setReason(reason)).build();
  }

  // --- Packets of both ---

  static WsPacket update(int alias, String body) {
    return update(alias, ByteString.copyFromUtf8(body), false);
  }

  static WsPacket update(Client from, String body) {
    return update(from.alias(), body);
  }

  static WsPacket unreliableUpdate(Client from, String body) {
    return update(from.alias(), ByteString.copyFromUtf8(body), true);
  }

  static WsPacket update(int alias, ByteString body, boolean unreliable) {
    return WsPacket.newBuilder()
        .setPeerUpdateMessage(
            WsPeerUpdate.newBuilder().setFromAlias(alias).setBody(body).setUnreliable(unreliable))
        .build();
  }
}
