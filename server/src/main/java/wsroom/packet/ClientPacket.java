package wsroom.packet;

import java.nio.ByteBuffer;

/// What a client may say, as far as it matters to the server.
public sealed interface ClientPacket {

  /// The first packet of a handshake: the address that the client is going to prove.
  record Identification(String address) implements ClientPacket {}

  /// The answer to the challenge: an auth chain, as JSON.
  record SignedChallenge(String authChainJson) implements ClientPacket {}

  /// Something for the other peers, between the body's position and limit.
  record Update(ByteBuffer body, boolean unreliable) implements ClientPacket {}

  /// Well-formed, but nothing that a client says to this server: empty, of a newer protocol, or a
  /// server's own packet.
  record Unknown() implements ClientPacket {}

  /// Not a packet at all.
  record Malformed() implements ClientPacket {}
}
