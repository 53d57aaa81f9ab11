package wsroom.packet;

import java.nio.ByteBuffer;

/// Encodes a peer's update for the other peers: a `WsPacket` with one `WsPeerUpdate`, byte for byte
/// as protobuf would encode it.
public final class UpdateEncoder {
  private static final byte PACKET_TAG = 3 << 3 | 2;
  private static final byte FROM_ALIAS_TAG = 1 << 3;
  private static final byte BODY_TAG = 2 << 3 | 2;
  private static final byte UNRELIABLE_TAG = 3 << 3;

  private UpdateEncoder() {}

  /// The length of the packet, in bytes.
  public static int packetBytes(int alias, int bodyLength, boolean unreliable) {
    int update = updateBytes(alias, bodyLength, unreliable);
    return 1 + varintBytes(update) + update;
  }

  /// Puts the packet into a buffer, which must have [#packetBytes] left.
  ///
  /// @param body the buffer that holds the body, from index `bodyStart` on
  public static void put(
      ByteBuffer target,
      int alias,
      ByteBuffer body,
      int bodyStart,
      int bodyLength,
      boolean unreliable) {
    target.put(PACKET_TAG);
    putVarint(target, updateBytes(alias, bodyLength, unreliable));
    target.put(FROM_ALIAS_TAG);
    putVarint(target, alias);
    if (bodyLength > 0) {
      target.put(BODY_TAG);
      putVarint(target, bodyLength);
      target.put(target.position(), body, bodyStart, bodyLength);
      target.position(target.position() + bodyLength);
    }
    if (unreliable) {
      target.put(UNRELIABLE_TAG);
      target.put((byte) 1);
    }
  }

  private static int updateBytes(int alias, int bodyLength, boolean unreliable) {
    int bytes = 1 + varintBytes(alias);
    if (bodyLength > 0) {
      bytes += 1 + varintBytes(bodyLength) + bodyLength;
    }
    return unreliable ? bytes + 2 : bytes;
  }

  private static int varintBytes(int value) {
    // A varint holds seven bits a byte: 38 - zeros is the number of bits plus 6, at least one bit.
    return (38 - Integer.numberOfLeadingZeros(value | 1)) / 7;
  }

  private static void putVarint(ByteBuffer target, int value) {
    int rest = value;
    while ((rest & ~0x7F) != 0) {
      target.put((byte) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    target.put((byte) rest);
  }
}
