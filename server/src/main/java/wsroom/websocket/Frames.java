package wsroom.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Encodes frames as a server sends them: unfragmented and unmasked (RFC 6455, section 5.2).
public final class Frames {
  /// The longest payload that every client accepts in one frame.
  public static final int MAX_PAYLOAD_BYTES = 65_535;

  /// The longest payload of a control frame.
  static final int MAX_CONTROL_BYTES = 125;

  private static final int FIN = 0x80;
  private static final int SHORT_LENGTH = 126;
  private static final int MAX_REASON_BYTES = MAX_CONTROL_BYTES - 2;

  private Frames() {}

  /// The length of the header of a frame with a payload of that length.
  public static int headerBytes(int payloadBytes) {
    return payloadBytes < SHORT_LENGTH ? 2 : 4;
  }

  static void putHeader(ByteBuffer target, int opcode, int payloadBytes) {
    assert payloadBytes <= MAX_PAYLOAD_BYTES : payloadBytes;
    target.put((byte) (FIN | opcode));
    if (payloadBytes < SHORT_LENGTH) {
      target.put((byte) payloadBytes);
    } else {
      target.put((byte) SHORT_LENGTH);
      target.put((byte) (payloadBytes >> 8));
      target.put((byte) payloadBytes);
    }
  }

  /// A complete binary frame with a payload of at most 65,535 bytes.
  public static byte[] binary(byte[] payload) {
    return frame(Opcode.BINARY, payload);
  }

  static byte[] frame(int opcode, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(headerBytes(payload.length) + payload.length);
    putHeader(frame, opcode, payload.length);
    return frame.put(payload).array();
  }

  /// A close frame. A reason that is too long is truncated between two characters.
  static byte[] close(int code, String reason) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(text.length, MAX_REASON_BYTES);
    while (length > 0 && length < text.length && (text[length] & 0xC0) == 0x80) {
      length--;
    }
    byte[] payload = new byte[2 + length];
    payload[0] = (byte) (code >> 8);
    payload[1] = (byte) code;
    System.arraycopy(text, 0, payload, 2, length);
    return frame(Opcode.CLOSE, payload);
  }

  /// A close frame without a code, the answer to one without.
  static byte[] emptyClose() {
    return Arrays.copyOf(new byte[] {(byte) (FIN | Opcode.CLOSE)}, 2);
  }
}
