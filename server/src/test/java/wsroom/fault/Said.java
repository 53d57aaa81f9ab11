package wsroom.fault;

import java.nio.ByteBuffer;

/// The body of an update, which lets receivers detect missing updates.
///
/// @param speaker the alias of the sender @param number of the update in the sender's session, from
///     1 @param reliableNumber the count of its reliable updates so far, this one included if it is
///     reliable
record Said(int speaker, int number, int reliableNumber) {
  private static final int BYTES = 3 * Integer.BYTES;

  byte[] padded(int length) {
    return ByteBuffer.allocate(Math.max(BYTES, length))
        .putInt(speaker)
        .putInt(number)
        .putInt(reliableNumber)
        .array();
  }

  /// Whether a body has this form.
  static boolean isIn(ByteBuffer body) {
    return body.remaining() >= BYTES;
  }

  static Said in(ByteBuffer body) {
    return new Said(body.getInt(), body.getInt(), body.getInt());
  }
}
