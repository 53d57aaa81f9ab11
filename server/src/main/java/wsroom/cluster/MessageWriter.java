package wsroom.cluster;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import wsroom.websocket.FrameBatch;

/// Writes the fields of a message: varints of seven bits a byte, and texts and bytes behind their
/// length.
final class MessageWriter {
  private byte[] bytes;
  private int length;

  MessageWriter(int expectedBytes) {
    bytes = new byte[Math.max(32, expectedBytes)];
  }

  MessageWriter putByte(int value) {
    reserve(1);
    bytes[length++] = (byte) value;
    return this;
  }

  /// @param value not negative
  MessageWriter putNumber(long value) {
    assert value >= 0 : value;
    reserve(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[length++] = (byte) ((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
    return this;
  }

  MessageWriter putText(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    return putBytes(encoded);
  }

  MessageWriter putBytes(byte[] value) {
    putNumber(value.length);
    reserve(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
    return this;
  }

  /// Puts the payload of a frame, without its length.
  MessageWriter putPayload(FrameBatch frames, int frame) {
    int payload = frames.payloadBytes(frame);
    reserve(payload);
    frames.copy(frames.start(frame + 1) - payload, bytes, length, payload);
    length += payload;
    return this;
  }

  int sizeBytes() {
    return length;
  }

  byte[] toBytes() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }
}
