package authchain;

import org.jspecify.annotations.Nullable;

/// Hexadecimal with the prefix `0x`. Nothing here throws on bad input.
final class Hex {
  private static final byte[] DIGITS = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private Hex() {}

  /// The bytes of `0x` and pairs of digits, or null for any other text.
  static byte @Nullable [] parse(String text) {
    int length = text.length();
    if (length < 2 || length % 2 != 0 || text.charAt(0) != '0' || text.charAt(1) != 'x') {
      return null;
    }
    byte[] bytes = new byte[length / 2 - 1];
    for (int i = 0; i < bytes.length; i++) {
      int high = digit(text.charAt(2 * i + 2));
      int low = digit(text.charAt(2 * i + 3));
      if (high < 0 || low < 0) {
        return null;
      }
      bytes[i] = (byte) (high << 4 | low);
    }
    return bytes;
  }

  /// `0x` and the digits of `length` bytes from `from`, in lower case.
  @SuppressWarnings("deprecation") // the digits are ASCII: one byte is one char
  static String write(byte[] bytes, int from, int length) {
    byte[] text = new byte[2 + 2 * length];
    text[0] = '0';
    text[1] = 'x';
    for (int i = 0; i < length; i++) {
      text[2 + 2 * i] = DIGITS[bytes[from + i] >> 4 & 0xf];
      text[3 + 2 * i] = DIGITS[bytes[from + i] & 0xf];
    }
    return new String(text, 0);
  }

  static String write(byte[] bytes) {
    return write(bytes, 0, bytes.length);
  }

  /// 0 to 15, or -1 for any other character. ASCII only: digits of other scripts are rejected.
  static int digit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    int lower = c | 0x20;
    return lower >= 'a' && lower <= 'f' && c < 0x80 ? lower - 'a' + 10 : -1;
  }
}
