package wsroom.websocket;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Removes the mask of a client's payload (RFC 6455, section 5.3).
final class Masking {
  private Masking() {}

  /// Unmasks the bytes between two indices, in place, eight at a time.
  ///
  /// @param buffer in native byte order, so that no word is swapped
  /// @param mask the four bytes of the masking key, read as an int in the same order
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
    int index = position & 3;
    int shift = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 8 * index : 8 * (3 - index);
    return mask >>> shift;
  }
}
