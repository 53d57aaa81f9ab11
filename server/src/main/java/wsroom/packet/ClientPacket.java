package wsroom.packet;

import java.nio.ByteBuffer;

/// A packet from a client, decoded as far as the server needs it.
public sealed interface ClientPacket {

  /// The first packet of a handshake: the address that the client claims.
  record Identification(String address) implements ClientPacket {}

  /// The answer to the challenge: an auth chain, as JSON.
  record SignedChallenge(String authChainJson) implements ClientPacket {}

  /// A payload for the other peers, between the body's position and limit.
  record Update(ByteBuffer body, boolean unreliable) implements ClientPacket {}

  /// Well-formed, but of no type that clients send: empty, of a newer protocol, or a server's
  /// packet.
  record Unknown() implements ClientPacket {}

  /// Undecodable bytes.
  record Malformed() implements ClientPacket {}
}
