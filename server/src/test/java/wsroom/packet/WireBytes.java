package wsroom.packet;

import java.io.ByteArrayOutputStream;

/// Writes protobuf's wire format, with varints padded on request.
final class WireBytes {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  WireBytes tag(int number, int type) {
    return varint((long) number << 3 | type);
  }

  WireBytes varint(long value) {
    return varint(value, 0);
  }

  WireBytes varint(long value, int padding) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes.write((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    bytes.write((int) rest | (padding > 0 ? 0x80 : 0));
    for (int i = padding; i > 0; i--) {
      bytes.write(i > 1 ? 0x80 : 0);
    }
    return this;
  }

  WireBytes raw(byte[] raw) {
    bytes.writeBytes(raw);
    return this;
  }

  byte[] toByteArray() {
    return bytes.toByteArray();
  }
}
