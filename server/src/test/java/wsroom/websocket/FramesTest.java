package wsroom.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wsroom.websocket.ServerFrames.Close;
import wsroom.websocket.ServerFrames.Message;

class FramesTest {

  @ParameterizedTest
  @CsvSource({
    "0, 8200",
    "1, 8201",
    "125, 827d",
    "126, 827e007e",
    "127, 827e007f",
    "65535, 827effff"
  })
  void binaryFrameIsUnfragmentedUnmaskedAndOfMinimalHeader(int length, String header) {
    byte[] frame = Frames.binary(new byte[length]);

    assertThat(frame).hasSize(header.length() / 2 + length);
    assertThat(HexFormat.of().formatHex(frame)).startsWith(header);
    assertThat(Frames.headerBytes(length)).isEqualTo(header.length() / 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 127, 128, 255, 256, 257, 32_767, 32_768, 65_535})
  void clientDecodesTheSentPayload(int length) {
    byte[] payload = new byte[length];
    for (int i = 0; i < length; i++) {
      payload[i] = (byte) (i * 31);
    }

    assertThat(ServerFrames.exactlyIn(Frames.binary(payload)))
        .containsExactly(new Message(ByteString.copyFrom(payload)));
  }

  @Test
  void closeFrameCarriesCodeAndReason() {
    assertThat(ServerFrames.exactlyIn(Frames.close(1013, "reads too slowly")))
        .containsExactly(new Close(1013, "reads too slowly"));
    assertThat(ServerFrames.exactlyIn(Frames.close(4999, ""))).containsExactly(new Close(4999, ""));
  }

  @Test
  void closeFrameMayOmitTheCode() {
    assertThat(ServerFrames.exactlyIn(Frames.emptyClose())).containsExactly(new Close(1005, ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "é", "→", "😀"})
  void longReasonIsTruncatedBetweenTwoCharacters(String character) {
    for (int padding = 0; padding < 5; padding++) {
      String reason = "x".repeat(padding) + character.repeat(200);

      byte[] frame = Frames.close(1000, reason);

      Close close = (Close) ServerFrames.exactlyIn(frame).getFirst();
      assertThat(reason).startsWith(close.reason());
      int spare = 123 - close.reason().getBytes(UTF_8).length;
      assertThat(spare).isBetween(0, character.getBytes(UTF_8).length - 1);
    }
  }

  @Test
  void reasonOfTheMaximumLengthIsNotTruncated() {
    assertThat(ServerFrames.exactlyIn(Frames.close(1000, "é".repeat(61) + "x")))
        .containsExactly(new Close(1000, "é".repeat(61) + "x"));
  }
}
