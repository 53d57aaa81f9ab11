package wsroom.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wsroom.access.RoomUris;
import wsroom.config.RoomIds;
import wsroom.http.RoomIdParser.Invalid;
import wsroom.http.RoomIdParser.Room;

class RoomIdParserTest {

  @ParameterizedTest
  @CsvSource({
    "plaza, plaza",
    "world-foo.dcl.eth, world-foo.dcl.eth",
    "Genesis_City~1, Genesis_City~1",
    "realm:scene@2+3=4, realm:scene@2+3=4",
    "%2d9%2C12, '-9,12'",
    "caf%C3%A9, café",
    "%D0%BF%D0%BB%D0%BE%D1%89%D0%B0%D0%B4%D1%8C, площадь",
    "%E5%BA%83%E5%A0%B4, 広場",
    "%e0%a4%b9%e0%a4%bf%e0%a4%a8%e0%a5%8d%e0%a4%a6%e0%a5%80, हिन्दी",
    "%F0%90%8C%B0, 𐌰",
    "..., ..."
  })
  void lettersOfAnyScriptDigitsAndSomeSignsMakeAnId(String segment, String id) {
    assertThat(RoomIdParser.parse(segment)).isEqualTo(new Room(id));
  }

  @Test
  void idsAreComparedExactly() {
    assertThat(RoomIdParser.parse("Plaza")).isNotEqualTo(RoomIdParser.parse("plaza"));
    // é as one code point, and as e with an accent.
    assertThat(RoomIdParser.parse("%C3%A9")).isNotEqualTo(RoomIdParser.parse("e%CC%81"));
  }

  /// ENS worlds have emoji, and the TypeScript server takes anything.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "my room",
        " begins and ends with a blank ",
        "a/b",
        "../plaza",
        "a\\b",
        "100% sure?",
        "a;b#c",
        "<b>'\"&*!$|{}[]^`",
        "🦄",
        "👍🏽",
        "🇦🇺",
        "❤️",
        "☎︎",
        "1️⃣",
        "👨‍👩‍👧‍👦",
        "👩🏽‍🚀",
        "👁️‍🗨️",
        "🏳️‍🌈",
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "🏴",
        "5 ½ €",
        "東京　駅",
        "٣۝",
        "ב״ה",
        "e\u0301\u0323"
      })
  void printableCharactersAreAllowed(String id) {
    assertThat(RoomIdParser.parse(encoded(id.getBytes(UTF_8)))).isEqualTo(new Room(id));
    assertThat(RoomIdParser.parse(RoomUris.encoded(id))).isEqualTo(new Room(id));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\u3000 \u00a0",
        ".",
        "..",
        "a\u0000",
        "a\tb",
        "a\nb",
        "a\u001b[2J",
        "a\u007f",
        "a\u0085",
        "a\u009b",
        "a\u2028b",
        "a\u2029b",
        "a\u00adb", // soft hyphen
        "a\u200bb",
        "a\u200cb",
        "a\u200db", // zero width
        "a\u200eb",
        "a\u200fb",
        "a\u061cb",
        "a\u202ab",
        "a\u202eb",
        "a\u2066b",
        "a\u2069b", // direction
        "a\u2060b",
        "\ufeffa",
        "a\u034f",
        "\u3164",
        "\uffa0a",
        "\u2800",
        "a\u180e",
        "\ufffca",
        "a\ufe0f",
        "1\ufe0f",
        "\ufe0f",
        "a\ufe00",
        "❤\ufe0f\ufe0f",
        "👨\u200d",
        "\u200d👩",
        "👨\u200da",
        "👨\u200d\u200d👩",
        "🇦\u200d🇺",
        "東\udb40\udd00", // a selector of forms
        "🦄\udb40\udc67\udb40\udc7f",
        "\ud83c\udff4\udb40\udc78\udb40\udc7f", // tags that make no flag
        "\udb40\udc41",
        "\ue000",
        "\ufffe",
        "\u0378" // private, none, not assigned
      })
  void invisibleCharactersAreRejected(String id) {
    assertThat(RoomIdParser.parse(encoded(id.getBytes(UTF_8)))).isInstanceOf(Invalid.class);
    assertThat(RoomIds.isAllowed(id)).isFalse();
  }

  @Test
  void loneSurrogatesAreRejected() {
    assertThat(RoomIds.isAllowed("a\ud83d")).isFalse();
    assertThat(RoomIds.isAllowed("\ude00\ud83d")).isFalse();
  }

  @Test
  void rejectionNamesTheCharacter() {
    assertThat(RoomIdParser.parse("plaza%E2%80%AE"))
        .isEqualTo(new Invalid("a room id must consist of printable characters, but has U+202E"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a/b",
        "a b",
        "caf\u00e9",
        "\u0000",
        "%",
        "%4",
        "a%4",
        "%zz",
        "%%41",
        "%u0041",
        "%+1", // broken escapes
        "%C3",
        "%C3%28",
        "%A9",
        "%FF", // no UTF-8
        "%C0%AF",
        "%C1%81",
        "%E0%80%AF",
        "%F0%80%80%AF", // overlong UTF-8
        "%ED%A0%80",
        "%ED%A0%BD%ED%B8%80",
        "%F4%90%80%80", // surrogates and beyond Unicode
        "%2e",
        "%2E%2e"
      })
  void invalidSegmentIsRejected(String segment) {
    assertThat(RoomIdParser.parse(segment)).isInstanceOf(Invalid.class);
  }

  @Test
  void idHasAtMost256CodePoints() {
    assertThat(RoomIdParser.parse("a".repeat(256))).isEqualTo(new Room("a".repeat(256)));
    assertThat(RoomIdParser.parse("%F0%90%8C%B0".repeat(256))).isInstanceOf(Room.class);
    assertThat(RoomIdParser.parse("a".repeat(257))).isInstanceOf(Invalid.class);
    assertThat(RoomIdParser.parse("%F0%90%8C%B0".repeat(257))).isInstanceOf(Invalid.class);
  }

  @Test
  void acceptedIdIsTheOnlyDecodingOfItsBytes() {
    var random = new Random(20_260_102);
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[1 + random.nextInt(6)];
      random.nextBytes(bytes);
      String segment = encoded(bytes);

      if (RoomIdParser.parse(segment) instanceof Room room) {
        assertThat(room.id().getBytes(UTF_8)).as(segment).isEqualTo(bytes);
      }
    }
  }

  private static String encoded(byte[] bytes) {
    var segment = new StringBuilder();
    for (byte each : bytes) {
      segment.append("%%%02X".formatted(each));
    }
    return segment.toString();
  }
}
