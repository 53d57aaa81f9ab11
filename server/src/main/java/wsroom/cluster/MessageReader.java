package wsroom.cluster;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Reads the fields of a message that anybody may have sent: every length is checked against what
/// is left, and nothing is allocated for a length that is only claimed.
final class MessageReader {
  private final byte[] bytes;
  private int position;

  MessageReader(byte[] bytes) {
    this.bytes = bytes;
  }

  int readByte() {
    if (position == bytes.length) {
      throw new MalformedMessageException("message is too short");
    }
    return bytes[position++] & 0xFF;
  }

  long readNumber() {
    long value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      int part = readByte();
      value |= (long) (part & 0x7F) << shift;
      if (part < 0x80) {
        return value;
      }
    }
    throw new MalformedMessageException("number is too long");
  }

  /// A number from 0 to a maximum.
  int readNumber(int max) {
    long value = readNumber();
    if (value > max) {
      throw new MalformedMessageException("number " + value + " is above " + max);
    }
    return (int) value;
  }

  String readText(int maxBytes) {
    byte[] text = readBytes(maxBytes);
    String decoded = new String(text, StandardCharsets.UTF_8);
    if (decoded.indexOf('\uFFFD') >= 0) {
      throw new MalformedMessageException("text is not UTF-8");
    }
    return decoded;
  }

  byte[] readBytes(int maxBytes) {
    int length = readNumber(maxBytes);
    require(length);
    byte[] value = new byte[length];
    System.arraycopy(bytes, position, value, 0, length);
    position += length;
    return value;
  }

  /// Copies bytes into a buffer with room for them.
  void copy(ByteBuffer target, int length) {
    require(length);
    target.put(bytes, position, length);
    position += length;
  }

  /// Ensures that as many bytes are left.
  void require(int length) {
    if (length > bytes.length - position) {
      throw new MalformedMessageException("message is too short");
    }
  }

  <T> List<T> readList(int max, Supplier<T> element) {
    // Each element takes a byte at least, so a claimed length beyond the message is refused here.
    int count = readNumber(max);
    require(count);
    List<T> list = new ArrayList<>(Math.min(count, 64));
    for (int i = 0; i < count; i++) {
      list.add(element.get());
    }
    return list;
  }

  boolean isAtEnd() {
    return position == bytes.length;
  }

  /// Ends the message: within one version, bytes that are left are an error.
  void end() {
    if (!isAtEnd()) {
      throw new MalformedMessageException("message is too long");
    }
  }
}
