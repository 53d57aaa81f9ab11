package wsroom.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wsroom.http.RoomIdParser.Room;
import wsroom.http.RoomIdParser.Wrong;

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
  void idsAreToldApartExactly() {
    assertThat(RoomIdParser.parse("Plaza")).isNotEqualTo(RoomIdParser.parse("plaza"));
    // é as one code point, and as e with an accent.
    assertThat(RoomIdParser.parse("%C3%A9")).isNotEqualTo(RoomIdParser.parse("e%CC%81"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "%2e",
        "%2E%2e", // nothing, and what means another folder
        "a/b",
        "a%2Fb",
        "%2F",
        "a%5Cb", // slashes
        "a b",
        "a%20b",
        "%09",
        "%0A",
        "a%00",
        "%7F",
        "%C2%85", // blanks and control characters
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
        "a;b",
        "a%3Bb",
        "a%3Fb",
        "a%23",
        "a!b",
        "a%22",
        "a%27",
        "%3Cb%3E",
        "a*",
        "a%25",
        "%E2%80%AE",
        "%E2%80%8B",
        "%F0%9F%98%80",
        "%EE%80%80",
        "%EF%BF%BE", // no letters
        "caf\u00e9",
        "\u0000"
      })
  void anythingElseIsRefused(String segment) {
    assertThat(RoomIdParser.parse(segment)).isInstanceOf(Wrong.class);
  }

  @Test
  void anIdHasAtMost256CharactersOfWhateverLength() {
    assertThat(RoomIdParser.parse("a".repeat(256))).isEqualTo(new Room("a".repeat(256)));
    assertThat(RoomIdParser.parse("%F0%90%8C%B0".repeat(256))).isInstanceOf(Room.class);
    assertThat(RoomIdParser.parse("a".repeat(257))).isInstanceOf(Wrong.class);
    assertThat(RoomIdParser.parse("%F0%90%8C%B0".repeat(257))).isInstanceOf(Wrong.class);
  }

  @Test
  void whateverIsAcceptedIsTheOneDecodingOfItsBytes() {
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
