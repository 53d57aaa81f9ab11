package wsroom.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Frames as a client sends them: masked. Written directly from RFC 6455, section 5.2, and able to
/// violate it.
public final class ClientFrames {
  private static final byte[] MASK = {0x37, (byte) 0xFA, 0x21, 0x3D};

  private ClientFrames() {}

  public static byte[] binary(byte[] payload) {
    return frame(true, 0x2, payload);
  }

  public static byte[] text(String payload) {
    return frame(true, 0x1, payload.getBytes(StandardCharsets.UTF_8));
  }

  public static byte[] ping(byte[] payload) {
    return frame(true, 0x9, payload);
  }

  public static byte[] pong(byte[] payload) {
    return frame(true, 0xA, payload);
  }

  public static byte[] close(int code, String reason) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    return frame(
        true, 0x8, ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array());
  }

  public static byte[] frame(boolean fin, int opcode, byte[] payload) {
    return frame((fin ? 0x80 : 0) | opcode, payload, MASK);
  }

  /// @param first the first byte: FIN, the reserved bits and the opcode
  public static byte[] frame(int first, byte[] payload, byte[] mask) {
    int length = payload.length;
    int form = length < 126 ? length : length < 65_536 ? 126 : 127;
    return frame(first, 0x80 | form, length, payload, mask);
  }

  /// @param second the second byte: the mask bit and the length's short form
  /// @param length the value of a longer form of the length, right or wrong
  public static byte[] frame(int first, int second, long length, byte[] payload, byte[] mask) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(first);
    frame.write(second);
    int form = second & 0x7F;
    for (int shift = form < 126 ? -8 : form == 126 ? 8 : 56; shift >= 0; shift -= 8) {
      frame.write((int) (length >>> shift));
    }
    if ((second & 0x80) == 0) {
      frame.writeBytes(payload);
      return frame.toByteArray();
    }
    frame.writeBytes(mask);
    for (int i = 0; i < payload.length; i++) {
      frame.write(payload[i] ^ mask[i % 4]);
    }
    return frame.toByteArray();
  }

  public static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      whole.writeBytes(part);
    }
    return whole.toByteArray();
  }
}
