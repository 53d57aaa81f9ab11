package authchain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Hashes of texts as wallets compute them, encoded as in JavaScript.
class SignedTextTest {
  @Test
  void knownTextsHaveTheirKnownHashes() {
    assertThat(Hex.write(SignedText.plainHash("")))
        .isEqualTo("0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
    assertThat(Hex.write(SignedText.personalMessageHash("Hello World")))
        .isEqualTo("0xa1de988600a42c4b4ab089b619297c17d53cffae5d5120d82d8a92d0bb3b78f2");
  }

  @Test
  void onlyLoneSurrogatesAreReplaced() {
    for (String whole : List.of("", "a", "\ud7ff", "\ue000", "\ud83d\ude80", "世", "\u0000")) {
      assertThat(SignedText.utf8(whole)).isEqualTo(whole.getBytes(UTF_8));
      for (String lone : List.of("\ud800", "\udbff", "\udc00", "\udfff")) {
        assertThat(SignedText.utf8(whole + "x" + lone + "x" + whole))
            .asHexString()
            .isEqualTo(hex(whole + "x\ufffdx" + whole));
      }
    }
  }

  private static String hex(String text) {
    return HexFormat.of().withUpperCase().formatHex(text.getBytes(UTF_8));
  }
}
