package wsroom.packet;

import java.nio.ByteBuffer;

/// Parses the position of an update's parts in a message: the fast path of the relay, without an
/// object per update.
///
/// It recognises a `WsPacket` that holds just one `WsPeerUpdate` of its three known fields, in any
/// order and any number. [PacketDecoder] reads all other packets.
///
/// Mutable and reused: one per I/O thread.
public final class PeerUpdate {
  private static final int PACKET_TAG = 3 << 3 | 2;
  private static final int FROM_ALIAS_TAG = 1 << 3;
  private static final int BODY_TAG = 2 << 3 | 2;
  private static final int UNRELIABLE_TAG = 3 << 3;
  private static final int MAX_VARINT_BYTES = 10;

  private int bodyStart;
  private int bodyLength;
  private boolean unreliable;

  // The index at which readVarint goes on, and the last value that it has read.
  private int next;
  private long varint;

  /// Parses a message between its position and limit, which stay as they are. Returns whether it is
  /// an update that can be spliced; then the accessors return the position of its parts.
  public boolean read(ByteBuffer message) {
    int end = message.limit();
    next = message.position();
    if (!readVarint(message, end)
        || varint != PACKET_TAG
        || !readVarint(message, end)
        || varint != end - next) {
      return false;
    }
    bodyStart = next;
    bodyLength = 0;
    unreliable = false;
    while (next < end) {
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
      // Not used: the sender's real alias replaces it.
      return true;
    }
    if (tag == UNRELIABLE_TAG) {
      unreliable = varint != 0;
      return true;
    }
    if (tag != BODY_TAG || varint < 0 || varint > end - next) {
      return false;
    }
    bodyStart = next;
    bodyLength = (int) varint;
    next += bodyLength;
    return true;
  }

  private boolean readVarint(ByteBuffer message, int end) {
    long value = 0;
    for (int shift = 0; shift < 7 * MAX_VARINT_BYTES; shift += 7) {
      if (next == end) {
        return false;
      }
      byte octet = message.get(next++);
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
