package authchain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// Syntax and letter case of addresses.
class AddressTest {
  /// Two of the examples of EIP-55.
  private static final List<String> CHECKSUMMED =
      List.of(
          "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
          "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359");

  @Test
  void addressIsThePrefixAndFortyDigits() {
    for (String address : CHECKSUMMED) {
      assertThat(Address.isAddress(address)).isTrue();
      assertThat(Address.isAddress(address + "0")).isFalse();
      assertThat(Address.isAddress(address.substring(0, 41))).isFalse();
      assertThat(Address.isAddress(address.substring(0, 41) + "g")).isFalse();
      assertThat(Address.isAddress("0xg" + address.substring(3))).isFalse();
      assertThat(Address.isAddress("1x" + address.substring(2))).isFalse();
      assertThat(Address.isAddress("0X" + address.substring(2))).isFalse();
    }
    assertThat(Address.isAddress("")).isFalse();
  }

  @Test
  void lettersAreOfOneCaseOrMatchTheChecksum() {
    for (String address : CHECKSUMMED) {
      String lower = address.toLowerCase(Locale.ROOT);
      assertThat(Address.checksummed(lower)).isEqualTo(address);
      assertThat(Address.isOneCaseOrChecksummed(address)).isTrue();
      assertThat(Address.isOneCaseOrChecksummed(lower)).isTrue();
      assertThat(Address.isOneCaseOrChecksummed("0x" + lower.substring(2).toUpperCase(Locale.ROOT)))
          .isTrue();
      assertThat(Address.isOneCaseOrChecksummed(otherCaseOfTheFirstLetter(address))).isFalse();
    }
  }

  private static String otherCaseOfTheFirstLetter(String address) {
    char[] text = address.toCharArray();
    int i = 2;
    while (!Character.isLetter(text[i])) {
      i++;
    }
    text[i] = (char) (text[i] ^ 0x20);
    return new String(text);
  }
}
