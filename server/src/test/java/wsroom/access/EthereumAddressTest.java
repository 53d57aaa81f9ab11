package wsroom.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EthereumAddressTest {

  @ParameterizedTest
  @ValueSource(chars = {'0', '9', 'a', 'f', 'A', 'F'})
  void hexDigitsOfAnyCaseAreValid(char digit) {
    assertThat(EthereumAddress.isValid("0x" + Character.toString(digit).repeat(40))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(chars = {'/', ':', '`', 'g', '@', 'G', ' ', 'é', '٣'})
  void otherCharactersAreInvalid(char other) {
    assertThat(EthereumAddress.isValid("0x" + other + "0".repeat(39))).isFalse();
    assertThat(EthereumAddress.isValid("0x" + "0".repeat(39) + other)).isFalse();
  }

  @Test
  void lengthAndPrefixAreFixed() {
    assertThat(EthereumAddress.isValid("0x" + "0".repeat(39))).isFalse();
    assertThat(EthereumAddress.isValid("0x" + "0".repeat(41))).isFalse();
    assertThat(EthereumAddress.isValid("0X" + "0".repeat(40))).isFalse();
    assertThat(EthereumAddress.isValid("00" + "0".repeat(40))).isFalse();
    assertThat(EthereumAddress.isValid("")).isFalse();
  }
}
