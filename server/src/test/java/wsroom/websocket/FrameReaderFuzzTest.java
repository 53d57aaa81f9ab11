package wsroom.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;

/// Fuzzes the frame parser: however a stream is split into reads, the result is that of
/// [FrameOracle], and no more is buffered than one message may need.
///
/// The first byte of an input selects whether text is accepted and how the stream is split.
@Tag("fuzz-frames")
class FrameReaderFuzzTest {
  private static final int MAX_MESSAGE_BYTES = 70_000;
  private static final int MAX_HEADER_BYTES = 14;

  @FuzzTest(maxDuration = "1h")
  void frames(byte @Nullable [] input) {
    if (input == null || input.length == 0) {
      return;
    }
    boolean acceptsText = (input[0] & 1) != 0;
    int limit = (input[0] & 2) != 0 ? 40 : MAX_MESSAGE_BYTES;
    byte[] stream = Arrays.copyOfRange(input, 1, input.length);
    List<String> expected = FrameOracle.read(acceptsText, limit, stream);

    assertThat(read(acceptsText, limit, stream, stream.length)).isEqualTo(expected);
    assertThat(read(acceptsText, limit, stream, 1)).isEqualTo(expected);
    assertThat(read(acceptsText, limit, stream, 2 + ((input[0] >> 2) & 31))).isEqualTo(expected);
  }

  /// @param cut the longest part read at once; the parts' sizes are random
  private static List<String> read(boolean acceptsText, int limit, byte[] stream, int cut) {
    Events events = new Events(acceptsText);
    FrameReader reader = new FrameReader(events, limit);
    Random random = new Random(cut);
    int at = 0;
    while (at < stream.length) {
      int length =
          Math.min(stream.length - at, cut == stream.length ? cut : 1 + random.nextInt(cut));
      ByteBuffer part = ByteBuffer.allocateDirect(length).order(ByteOrder.nativeOrder());
      reader.read(part.put(stream, at, length).flip());
      at += length;
      // Twice a message's limit while its last fragment is incomplete.
      assertThat(reader.bufferedBytes())
          .isLessThanOrEqualTo(2 * limit + 2 * MAX_HEADER_BYTES + 256);
    }
    return events.found;
  }

  private static final class Events implements FrameReader.Sink {
    final List<String> found = new ArrayList<>();
    private final boolean acceptsText;

    Events(boolean acceptsText) {
      this.acceptsText = acceptsText;
    }

    @Override
    public boolean acceptsText() {
      return acceptsText;
    }

    @Override
    public void onMessage(boolean text, ByteBuffer payload) {
      found.add((text ? "text " : "binary ") + hex(payload));
    }

    @Override
    public void onPing(ByteBuffer payload) {
      found.add("ping " + hex(payload));
    }

    @Override
    public void onPong() {
      found.add("pong");
    }

    @Override
    public void onFragment() {}

    @Override
    public void onClose(ByteBuffer payload) {
      found.add("close " + hex(payload));
    }

    @Override
    public void onViolation(int closeCode, String what) {
      found.add("violation " + closeCode);
    }

    private static String hex(ByteBuffer payload) {
      byte[] bytes = new byte[payload.remaining()];
      payload.get(bytes);
      return HexFormat.of().formatHex(bytes);
    }
  }
}
