package authchain;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

/// Hashes of texts that wallets sign.
final class SignedText {
  private static final byte[] PREFIX = "\u0019Ethereum Signed Message:\n".getBytes(US_ASCII);

  private SignedText() {}

  /// The hash that a wallet signs (EIP-191): the prefix holds the length in UTF-8 bytes.
  static byte[] personalMessageHash(String text) {
    byte[] bytes = utf8(text);
    return Keccak256.hash(PREFIX, Integer.toString(bytes.length).getBytes(US_ASCII), bytes);
  }

  /// The plain hash of a text, which some contract wallets validate.
  static byte[] plainHash(String text) {
    return Keccak256.hash(utf8(text));
  }

  /// The text in UTF-8, with U+FFFD for a lone surrogate, as JavaScript encodes it.
  /// `String.getBytes` would write a question mark, so that the signature would not match.
  static byte[] utf8(String text) {
    int length = text.length();
    int i = 0;
    while (i < length && !Character.isSurrogate(text.charAt(i))) {
      i++;
    }
    return (i == length ? text : replaceLoneSurrogates(text)).getBytes(UTF_8);
  }

  private static String replaceLoneSurrogates(String text) {
    int[] codePoints =
        text.codePoints().map(c -> c >= 0xd800 && c <= 0xdfff ? 0xfffd : c).toArray();
    return new String(codePoints, 0, codePoints.length);
  }
}
