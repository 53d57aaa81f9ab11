package wsroom.fault;

import java.nio.ByteBuffer;

/// The body of an update, from which whoever hears it can tell what it has missed.
///
/// @param speaker the alias of who says it
/// @param number of all that the speaker has said in this session, from 1
/// @param reliableNumber of what it has said reliably so far, this included if it is reliable
record Said(int speaker, int number, int reliableNumber) {
  private static final int BYTES = 3 * Integer.BYTES;

  byte[] padded(int length) {
    return ByteBuffer.allocate(Math.max(BYTES, length))
        .putInt(speaker)
        .putInt(number)
        .putInt(reliableNumber)
        .array();
  }

  /// Whether a body may be one of these: others speak otherwise.
  static boolean isIn(ByteBuffer body) {
    return body.remaining() >= BYTES;
  }

  static Said in(ByteBuffer body) {
    return new Said(body.getInt(), body.getInt(), body.getInt());
  }
}
