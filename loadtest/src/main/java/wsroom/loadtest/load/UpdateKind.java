package wsroom.loadtest.load;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/// A kind of update: its name, body size and reliability. The bytes around the body are
/// precomputed.
public final class UpdateKind {
  private static final int UPDATE_TAG = (3 << 3) | 2;
  private static final int BODY_TAG = (2 << 3) | 2;
  private static final int UNRELIABLE_TAG = 3 << 3;

  private final int number;
  private final String name;
  private final int bodyBytes;
  private final boolean reliable;
  private final byte[] prefix;
  private final byte[] suffix;

  UpdateKind(int number, String name, int bodyBytes, boolean reliable) {
    if (bodyBytes < UpdateHeader.BYTES) {
      throw new IllegalArgumentException(
          "a body must have at least " + UpdateHeader.BYTES + " bytes, was " + bodyBytes);
    }
    if (number >= UpdateHeader.KINDS_LIMIT) {
      throw new IllegalArgumentException("too many kinds of updates");
    }
    this.number = number;
    this.name = name;
    this.bodyBytes = bodyBytes;
    this.reliable = reliable;
    this.suffix = reliable ? new byte[0] : new byte[] {UNRELIABLE_TAG, 1};
    this.prefix = prefixOf(bodyBytes, suffix.length);
  }

  int number() {
    return number;
  }

  public String name() {
    return name;
  }

  public int bodyBytes() {
    return bodyBytes;
  }

  public boolean reliable() {
    return reliable;
  }

  /// Size and reliability in one number, comparable to that of a received update.
  int shape() {
    return shape(bodyBytes, reliable ? 0 : 1);
  }

  static int shape(int bodyBytes, int unreliable) {
    return (bodyBytes << 1) | unreliable;
  }

  int packetBytes() {
    return prefix.length + bodyBytes + suffix.length;
  }

  /// Writes a `WsPacket` whose body starts with the header; `noise` fills the rest.
  void put(ByteBuffer out, long header, int sentMicros, ByteBuffer noise) {
    out.put(prefix);
    out.putLong(header).putInt(sentMicros);
    int rest = bodyBytes - UpdateHeader.BYTES;
    out.put(out.position(), noise, UpdateHeader.BYTES, rest).position(out.position() + rest);
    out.put(suffix);
  }

  private static byte[] prefixOf(int bodyBytes, int suffixBytes) {
    ByteArrayOutputStream bodyHead = new ByteArrayOutputStream();
    bodyHead.write(BODY_TAG);
    putVarint(bodyHead, bodyBytes);
    ByteArrayOutputStream prefix = new ByteArrayOutputStream();
    prefix.write(UPDATE_TAG);
    putVarint(prefix, bodyHead.size() + bodyBytes + suffixBytes);
    prefix.writeBytes(bodyHead.toByteArray());
    return prefix.toByteArray();
  }

  private static void putVarint(ByteArrayOutputStream out, int value) {
    int rest = value;
    for (; rest > 0x7f; rest >>>= 7) {
      out.write((rest & 0x7f) | 0x80);
    }
    out.write(rest);
  }
}
