package wsroom.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CloseFramesTest {

  @Test
  void closeWithoutCodeIsAnsweredWithoutCode() {
    assertThat(CloseFrames.code(payload(""))).isEqualTo(1005);
    assertThat(CloseFrames.answerTo(payload(""))).isEqualTo(1005);
  }

  @Test
  void truncatedCodeIsProtocolError() {
    assertThat(CloseFrames.code(payload("03"))).isEqualTo(1005);
    assertThat(CloseFrames.answerTo(payload("03"))).isEqualTo(1002);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000,
        4999
      })
  void validCodeIsEchoed(int code) {
    assertThat(CloseFrames.code(payload(code, "bye"))).isEqualTo(code);
    assertThat(CloseFrames.answerTo(payload(code, "bye"))).isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 5001, 65_535})
  void invalidCodeIsProtocolError(int code) {
    assertThat(CloseFrames.answerTo(payload(code, "bye"))).isEqualTo(1002);
  }

  @Test
  void reasonThatIsNotUtf8IsRejected() {
    assertThat(CloseFrames.answerTo(payload("03E8CEBAE1BDB9CF83CEBCCEB5EDA080"))).isEqualTo(1007);
    assertThat(CloseFrames.answerTo(payload("03E8C3"))).isEqualTo(1007);
  }

  @Test
  void payloadIsNotConsumedAtAnyOffset() {
    ByteBuffer payload = ByteBuffer.wrap(HexFormat.of().parseHex("FFFF03E9C3A9FF"));
    payload.limit(6).position(2);

    assertThat(CloseFrames.code(payload)).isEqualTo(1001);
    assertThat(CloseFrames.answerTo(payload)).isEqualTo(1001);
    assertThat(payload.position()).isEqualTo(2);
    assertThat(payload.limit()).isEqualTo(6);
  }

  private static ByteBuffer payload(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
  }

  private static ByteBuffer payload(int code, String reason) {
    byte[] text = reason.getBytes(UTF_8);
    return ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).flip();
  }
}
