package wsroom.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8ValidatorTest {

  @Test
  void everyCharacterIsValidInEverySplit() {
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
        byte[] bytes = Character.toString(codePoint).getBytes(UTF_8);
        for (int split = 0; split <= bytes.length; split++) {
          assertThat(isValid(bytes, split)).isTrue();
        }
      }
    }
  }

  @Test
  void resultEqualsTheJdkDecoderOnAllTwoByteTextsAndManyLongerOnes() {
    for (int pair = 0; pair < 1 << 16; pair++) {
      agreesWithTheJdk(new byte[] {(byte) (pair >> 8), (byte) pair});
    }
    Random random = new Random(2);
    for (int round = 0; round < 200_000; round++) {
      byte[] bytes = new byte[3 + random.nextInt(3)];
      random.nextBytes(bytes);
      // Mostly lead and continuation bytes, since plain letters test little.
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] |= (byte) 0x80;
      }
      bytes[0] |= (byte) 0xE0;
      agreesWithTheJdk(bytes);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "80",
        "BF",
        "C0AF",
        "C1BF",
        "E080AF",
        "E09FBF",
        "EDA080",
        "EDBFBF",
        "F0808080",
        "F08FBFBF",
        "F4908080",
        "F5808080",
        "F8888080",
        "FE",
        "FF",
        "CEBAE1BDB9CF83CEBCCEB5EDA080656469746564"
      })
  void bytesForbiddenByRfc3629AreRejected(String hex) {
    assertThat(isValid(HexFormat.of().parseHex(hex), 0)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"C3", "E2", "E282", "F0", "F09F", "F09F98"})
  void characterMaySpanFragmentsButNotTheEnd(String hex) {
    ByteBuffer cut = ByteBuffer.wrap(HexFormat.of().parseHex(hex));

    assertThat(new Utf8Validator().accept(cut, false)).isTrue();
    assertThat(new Utf8Validator().accept(cut, true)).isFalse();
  }

  @Test
  void textIsRejectedAtItsFirstInvalidByte() {
    // Autobahn 6.4: fail fast, before the character or the message is whole.
    assertThat(new Utf8Validator().accept(ByteBuffer.wrap(new byte[] {(byte) 0xED}), false))
        .isTrue();
    assertThat(
            new Utf8Validator()
                .accept(ByteBuffer.wrap(new byte[] {(byte) 0xED, (byte) 0xA0}), false))
        .isFalse();
    assertThat(
            new Utf8Validator()
                .accept(ByteBuffer.wrap(new byte[] {(byte) 0xF4, (byte) 0x90}), false))
        .isFalse();
  }

  @Test
  void bufferIsNotConsumed() {
    ByteBuffer text = ByteBuffer.wrap("ab".getBytes(UTF_8));

    new Utf8Validator().accept(text, true);

    assertThat(text.remaining()).isEqualTo(2);
  }

  private static boolean isValid(byte[] bytes, int split) {
    Utf8Validator validator = new Utf8Validator();
    return validator.accept(ByteBuffer.wrap(bytes, 0, split), false)
        && validator.accept(ByteBuffer.wrap(bytes, split, bytes.length - split), true);
  }

  private static void agreesWithTheJdk(byte[] bytes) {
    boolean valid;
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      valid = true;
    } catch (CharacterCodingException e) {
      valid = false;
    }
    assertThat(isValid(bytes, bytes.length / 2))
        .as(HexFormat.of().formatHex(bytes))
        .isEqualTo(valid);
  }
}
