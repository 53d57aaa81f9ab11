package wsroom.access;

/// The form of an Ethereum address: `0x` and 40 hexadecimal digits, in any case.
public final class EthereumAddress {
  private static final int LENGTH = 42;

  private EthereumAddress() {}

  public static boolean isValid(String text) {
    if (text.length() != LENGTH || !text.startsWith("0x")) {
      return false;
    }
    for (int i = 2; i < LENGTH; i++) {
      if (!isHexDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHexDigit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }
}
