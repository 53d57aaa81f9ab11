package authchain;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Locale;

/// Ethereum addresses: `0x` and 40 hex digits.
final class Address {
  private static final int LENGTH = 42;

  private Address() {}

  /// Whether the text is an address, with digits in any case.
  static boolean isAddress(String text) {
    if (text.length() != LENGTH || text.charAt(0) != '0' || text.charAt(1) != 'x') {
      return false;
    }
    for (int i = 2; i < LENGTH; i++) {
      if (Hex.digit(text.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  /// Whether the digits are all of one case, or in the mixed case of EIP-55: a wrong mixed case is
  /// a typing error.
  static boolean isOneCaseOrChecksummed(String address) {
    String digits = address.substring(2);
    String lower = digits.toLowerCase(Locale.ROOT);
    return digits.equals(lower)
        || digits.equals(digits.toUpperCase(Locale.ROOT))
        || address.equals(checksummed("0x" + lower));
  }

  /// The address of a public key of 64 bytes (x, y), in lower case.
  static String ofPublicKey(byte[] publicKey) {
    return Hex.write(Keccak256.hash(publicKey), 12, 20);
  }

  /// The address in the mixed case of EIP-55, which wallets display and sign.
  static String checksummed(String lowerCase) {
    byte[] hash = Keccak256.hash(Arrays.copyOfRange(lowerCase.getBytes(US_ASCII), 2, LENGTH));
    StringBuilder text = new StringBuilder(lowerCase);
    for (int i = 0; i < LENGTH - 2; i++) {
      int nibble = hash[i / 2] >> (i % 2 == 0 ? 4 : 0) & 0xf;
      if (nibble >= 8) {
        text.setCharAt(i + 2, Character.toUpperCase(text.charAt(i + 2)));
      }
    }
    return text.toString();
  }
}
