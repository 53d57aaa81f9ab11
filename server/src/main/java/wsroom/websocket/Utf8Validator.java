package wsroom.websocket;

import java.nio.ByteBuffer;

/// Validates a text message as UTF-8, fragment by fragment (RFC 3629: no overlong forms, no
/// surrogates, nothing above U+10FFFF).
final class Utf8Validator {
  private int expected;
  private int lowest = 0x80;
  private int highest = 0xBF;

  /// Checks a fragment without consuming it. Returns false as soon as the text cannot be UTF-8.
  boolean accept(ByteBuffer fragment, boolean last) {
    for (int index = fragment.position(); index < fragment.limit(); index++) {
      if (!accept(fragment.get(index) & 0xFF)) {
        return false;
      }
    }
    return !last || expected == 0;
  }

  private boolean accept(int octet) {
    if (expected == 0) {
      return begin(octet);
    }
    if (octet < lowest || octet > highest) {
      return false;
    }
    expected--;
    lowest = 0x80;
    highest = 0xBF;
    return true;
  }

  private boolean begin(int octet) {
    if (octet < 0x80) {
      return true;
    }
    if (octet < 0xC2 || octet > 0xF4) {
      return false;
    }
    expected = octet < 0xE0 ? 1 : octet < 0xF0 ? 2 : 3;
    switch (octet) {
      case 0xE0 -> lowest = 0xA0;
      case 0xED -> highest = 0x9F;
      case 0xF0 -> lowest = 0x90;
      case 0xF4 -> highest = 0x8F;
      default -> {}
    }
    return true;
  }
}
