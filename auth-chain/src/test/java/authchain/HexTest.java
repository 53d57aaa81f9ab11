package authchain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Parsing and printing of hexadecimal.
class HexTest {
  @Test
  void onlyAsciiHexDigitsHaveAValue() {
    for (int c = 0; c <= Character.MAX_VALUE; c++) {
      // Character.digit knows the digits of all scripts.
      int expected = c < 0x80 ? Character.digit((char) c, 16) : -1;
      assertThat(Hex.digit((char) c)).as("U+%04X", c).isEqualTo(expected);
    }
  }

  @Test
  void wholeBytesAfterThePrefixAreParsed() {
    assertThat(Hex.parse("0x")).isEmpty();
    assertThat(Hex.parse("0x00fF80")).containsExactly(0, 0xff, 0x80);
    for (String none :
        new String[] {"", "0", "00", "1x00", "0y00", "0X00", "0x0", "0xg0", "0x0g"}) {
      assertThat(Hex.parse(none)).as(none).isNull();
    }
  }

  @Test
  void bytesAreWrittenInLowerCase() {
    byte[] bytes = {(byte) 0xff, 0, (byte) 0xa1, 0x0f};

    assertThat(Hex.write(bytes)).isEqualTo("0xff00a10f");
    assertThat(Hex.write(bytes, 1, 2)).isEqualTo("0x00a1");
  }
}
