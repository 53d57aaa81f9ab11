package wsroom.packet;

import java.nio.ByteBuffer;

/// Where in a message a peer's update lies: the fast path of the relay, without an object per
/// update.
///
/// Recognises a `WsPacket` that holds just one `WsPeerUpdate` of its three known fields, in any
/// order and any number. Whatever it does not recognise, [PacketDecoder] reads.
///
/// One per I/O thread, used over and over.
public final class PeerUpdate {
  private static final int PACKET_TAG = 3 << 3 | 2;
  private static final int FROM_ALIAS_TAG = 1 << 3;
  private static final int BODY_TAG = 2 << 3 | 2;
  private static final int UNRELIABLE_TAG = 3 << 3;
  private static final int MAX_VARINT_BYTES = 10;

  private int bodyStart;
  private int bodyLength;
  private boolean unreliable;

  // Where readVarint stands, and what it has read.
  private int at;
  private long varint;

  /// Reads a message between its position and limit, leaving it as it is. Returns whether it is an
  /// update that can be spliced; then the accessors tell where its parts are.
  public boolean read(ByteBuffer message) {
    int end = message.limit();
    at = message.position();
    if (!readVarint(message, end)
        || varint != PACKET_TAG
        || !readVarint(message, end)
        || varint != end - at) {
      return false;
    }
    bodyStart = at;
    bodyLength = 0;
    unreliable = false;
    while (at < end) {
      if (!readField(message, end)) {
        return false;
      }
    }
    return true;
  }

  private boolean readField(ByteBuffer message, int end) {
    if (!readVarint(message, end)) {
      return false;
    }
    long tag = varint;
    if (!readVarint(message, end)) {
      return false;
    }
    if (tag == FROM_ALIAS_TAG) {
      // What a client says here is never believed.
      return true;
    }
    if (tag == UNRELIABLE_TAG) {
      unreliable = varint != 0;
      return true;
    }
    if (tag != BODY_TAG || varint < 0 || varint > end - at) {
      return false;
    }
    bodyStart = at;
    bodyLength = (int) varint;
    at += bodyLength;
    return true;
  }

  private boolean readVarint(ByteBuffer message, int end) {
    long value = 0;
    for (int shift = 0; shift < 7 * MAX_VARINT_BYTES; shift += 7) {
      if (at == end) {
        return false;
      }
      byte octet = message.get(at++);
      value |= (long) (octet & 0x7F) << shift;
      if (octet >= 0) {
        varint = value;
        return true;
      }
    }
    return false;
  }

  /// The index of the body's first byte in the message.
  public int bodyStart() {
    return bodyStart;
  }

  public int bodyLength() {
    return bodyLength;
  }

  public boolean unreliable() {
    return unreliable;
  }
}
