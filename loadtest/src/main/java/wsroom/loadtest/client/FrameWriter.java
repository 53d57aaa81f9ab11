package wsroom.loadtest.client;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/// Writes masked client frames into the loop's write buffer, until they are sent with one write.
/// Confined to the loop's thread.
public final class FrameWriter {
  static final int BINARY = 0x2;
  static final int CLOSE = 0x8;
  static final int PONG = 0xA;

  /// Header of 2 to 10 bytes and the mask.
  private static final int HEADER_LIMIT_BYTES = 14;

  private final ByteBuffer out;
  private final SplittableRandom masks = new SplittableRandom();
  private int payloadStart;
  private int mask;

  FrameWriter(ByteBuffer out) {
    this.out = out;
  }

  /// Whether one more frame with so much payload fits.
  public boolean hasRoomFor(int payloadLength) {
    return out.remaining() >= HEADER_LIMIT_BYTES + payloadLength;
  }

  /// Begins a binary frame: the caller puts exactly `payloadLength` bytes and calls `end`.
  public ByteBuffer beginBinary(int payloadLength) {
    return begin(BINARY, payloadLength);
  }

  ByteBuffer begin(int opcode, int payloadLength) {
    out.put((byte) (0x80 | opcode));
    if (payloadLength < 126) {
      out.put((byte) (0x80 | payloadLength));
    } else if (payloadLength <= 0xffff) {
      out.put((byte) (0x80 | 126)).putShort((short) payloadLength);
    } else {
      out.put((byte) (0x80 | 127)).putLong(payloadLength);
    }
    mask = masks.nextInt();
    out.putInt(mask);
    payloadStart = out.position();
    return out;
  }

  public void end() {
    int at = payloadStart;
    int end = out.position();
    long wide = ((mask & 0xffffffffL) << 32) | (mask & 0xffffffffL);
    for (; end - at >= 8; at += 8) {
      out.putLong(at, out.getLong(at) ^ wide);
    }
    for (int shift = 24; at < end; at++, shift = shift == 0 ? 24 : shift - 8) {
      out.put(at, (byte) (out.get(at) ^ (mask >>> shift)));
    }
  }

  /// The frames written since the last call.
  ByteBuffer take() {
    return out.flip();
  }

  void clear() {
    out.clear();
  }
}
