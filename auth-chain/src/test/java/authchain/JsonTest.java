package authchain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// The length in UTF-8 without encoding.
class JsonTest {
  @Test
  void textIsTooLargeAboveTheLimit() {
    for (String filler :
        List.of(
            "x",
            "\u007f",
            "\u0080",
            "\u07ff",
            "\u0800",
            "\ud7ff",
            "\ue000",
            "\uffff",
            "\ud83d\ude80",
            "\ud83dx",
            "\ude80x",
            "\ude80\ud83d")) {
      for (String first : List.of("", "\ude80", "\ud83d", "\u0080")) {
        for (String last : List.of("", "\ude80", "\ud83d")) {
          int each = SignedText.utf8(filler).length;
          int count = (Json.MAX_BYTES - 3 * 3) / each;
          String text = first + filler.repeat(count) + last;
          for (int more = 0; more < 20; more++) {
            String longer = text + "x".repeat(more);
            assertThat(Json.isTooLarge(longer))
                .as("%d bytes", SignedText.utf8(longer).length)
                .isEqualTo(SignedText.utf8(longer).length > Json.MAX_BYTES);
          }
        }
      }
    }
  }

  @Test
  void shortAndLongTextsAreDecidedWithoutCounting() {
    assertThat(Json.isTooLarge("\u0800".repeat(5_461))).isFalse();
    assertThat(Json.isTooLarge("\u0800".repeat(5_462))).isTrue();
  }
}
