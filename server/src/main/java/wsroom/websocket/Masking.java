package wsroom.websocket;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The mask that a client lays over its payloads (RFC 6455, section 5.3).
final class Masking {
  private Masking() {}

  /// Takes the mask off the bytes between two indices, in place, eight at a time.
  ///
  /// @param buffer in the machine's byte order, so that no word needs turning
  /// @param mask the four bytes of the masking key, read as an int in that same order
  static void unmask(ByteBuffer buffer, int from, int to, int mask) {
    assert buffer.order() == ByteOrder.nativeOrder();
    if (mask == 0) {
      return;
    }
    long wide = (mask & 0xFFFF_FFFFL) << 32 | (mask & 0xFFFF_FFFFL);
    int index = from;
    for (; index <= to - Long.BYTES; index += Long.BYTES) {
      buffer.putLong(index, buffer.getLong(index) ^ wide);
    }
    for (; index < to; index++) {
      buffer.put(index, (byte) (buffer.get(index) ^ keyByte(mask, index - from)));
    }
  }

  private static int keyByte(int mask, int position) {
    int place = position & 3;
    int shift = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 8 * place : 8 * (3 - place);
    return mask >>> shift;
  }
}
