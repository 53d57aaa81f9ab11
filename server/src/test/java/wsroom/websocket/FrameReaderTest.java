package wsroom.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static wsroom.websocket.ClientFrames.binary;
import static wsroom.websocket.ClientFrames.close;
import static wsroom.websocket.ClientFrames.frame;
import static wsroom.websocket.ClientFrames.joined;
import static wsroom.websocket.ClientFrames.ping;
import static wsroom.websocket.ClientFrames.pong;
import static wsroom.websocket.ClientFrames.text;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 6455, sections 5.2 to 5.5 and 7, for a server that negotiates no extension.
class FrameReaderTest {
  private static final int LIMIT = 65_535;
  private static final byte[] MASK = {1, 2, 3, 4};
  private static final byte[] NO_MASK = {0, 0, 0, 0};

  // --- Lengths ---

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7, 8, 9, 124, 125, 126, 127, 128, 255, 256, 65_534, 65_535})
  void messageOfAnyLengthIsDelivered(int length) {
    byte[] payload = bytes(length);

    assertThat(read(binary(payload))).containsExactly("binary " + hex(payload));
  }

  @Test
  void messageOfTheMaximumLengthIsAcceptedAndALongerOneRejected() {
    assertThat(readWithLimit(300, binary(bytes(300))))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("b");
    assertThat(readWithLimit(300, binary(bytes(301))))
        .containsExactly("violation 1009: a message of more than 300 bytes");
  }

  @Test
  void tooLongMessageIsRejectedAtItsHeader() {
    byte[] header = Arrays.copyOf(binary(bytes(70_000)), 10 + 4);

    assertThat(read(header)).containsExactly("violation 1009: a message of more than 65535 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      longs = {65_536, Integer.MAX_VALUE, 1L << 31, 1L << 32, (1L << 32) + 5, Long.MAX_VALUE})
  void hugeLengthIsRejectedAsTooBig(long length) {
    assertThat(read(frame(0x82, 0xFF, length, new byte[0], MASK)))
        .containsExactly("violation 1009: a message of more than 65535 bytes");
  }

  @Test
  void negativeSixtyFourBitLengthIsRejected() {
    assertThat(read(frame(0x82, 0xFF, -1, new byte[0], MASK)))
        .containsExactly("violation 1002: a length not in its shortest form");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125})
  void twoByteLengthThatFitsOneIsRejected(int length) {
    assertThat(read(frame(0x82, 0xFE, length, bytes(length), MASK)))
        .containsExactly("violation 1002: a length not in its shortest form");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 125, 126, 65_535})
  void eightByteLengthThatFitsTwoIsRejected(int length) {
    assertThat(read(frame(0x82, 0xFF, length, bytes(length), MASK)))
        .containsExactly("violation 1002: a length not in its shortest form");
  }

  // --- Masks ---

  @Test
  void unmaskedFrameIsRejected() {
    assertThat(read(frame(0x82, 0x03, 3, bytes(3), NO_MASK)))
        .containsExactly("violation 1002: a frame without a mask");
    assertThat(read(frame(0x89, 0x00, 0, bytes(0), NO_MASK)))
        .containsExactly("violation 1002: a frame without a mask");
  }

  @Test
  void eachFrameIsUnmaskedWithItsOwnKey() {
    byte[] stream =
        joined(
            frame(0x02, bytes(11), MASK),
            frame(0x89, bytes(3), new byte[] {9, 8, 7, 6}),
            frame(0x80, bytes(5), NO_MASK));

    assertThat(read(stream))
        .containsExactly("ping " + hex(bytes(3)), "binary " + hex(joined(bytes(11), bytes(5))));
  }

  // --- Reserved bits and opcodes ---

  @ParameterizedTest
  @ValueSource(ints = {0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70})
  void reservedBitIsRejectedInEveryFrameType(int reserved) {
    for (int opcode : new int[] {0x0, 0x1, 0x2, 0x8, 0x9, 0xA}) {
      assertThat(read(frame(0x80 | reserved | opcode, bytes(2), MASK)))
          .containsExactly("violation 1002: a reserved bit that no extension explains");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0x3, 0x4, 0x5, 0x6, 0x7, 0xB, 0xC, 0xD, 0xE, 0xF})
  void reservedOpcodeIsRejected(int opcode) {
    assertThat(read(frame(true, opcode, bytes(2))))
        .containsExactly("violation 1002: a reserved opcode");
    assertThat(read(joined(frame(false, 0x2, bytes(2)), frame(true, opcode, bytes(2)))))
        .containsExactly("violation 1002: a reserved opcode");
  }

  // --- Fragments ---

  @Test
  void fragmentsAreDeliveredAsOneMessage() {
    byte[] stream =
        joined(
            frame(false, 0x2, bytes(300)),
            frame(false, 0x0, bytes(0)),
            frame(false, 0x0, bytes(7)),
            frame(true, 0x0, bytes(200)),
            binary(bytes(1)));

    assertThat(read(stream))
        .containsExactly(
            "binary " + hex(joined(bytes(300), bytes(7), bytes(200))), "binary " + hex(bytes(1)));
  }

  @Test
  void emptyFragmentsAreAcceptedAnywhereInAMessage() {
    assertThat(read(joined(frame(false, 0x2, bytes(0)), frame(true, 0x0, bytes(3)))))
        .containsExactly("binary " + hex(bytes(3)));
    assertThat(read(joined(frame(false, 0x2, bytes(3)), frame(true, 0x0, bytes(0)))))
        .containsExactly("binary " + hex(bytes(3)));
    assertThat(read(joined(frame(false, 0x2, bytes(0)), frame(true, 0x0, bytes(0)))))
        .containsExactly("binary ");
  }

  @Test
  void controlFramesBetweenFragmentsAreDelivered() {
    byte[] stream =
        joined(
            frame(false, 0x2, bytes(4)),
            ping(bytes(125)),
            frame(false, 0x0, bytes(5)),
            pong(bytes(2)),
            ping(bytes(0)),
            frame(true, 0x0, bytes(6)));

    assertThat(read(stream))
        .containsExactly(
            "ping " + hex(bytes(125)),
            "pong",
            "ping ",
            "binary " + hex(joined(bytes(4), bytes(5), bytes(6))));
  }

  @Test
  void closeBetweenFragmentsEndsTheStream() {
    assertThat(read(joined(frame(false, 0x2, bytes(4)), close(1000, "bye"), binary(bytes(1)))))
        .containsExactly("close " + hex(closePayload(1000, "bye")));
  }

  @Test
  void continuationWithoutAMessageIsRejected() {
    assertThat(read(frame(true, 0x0, bytes(4))))
        .containsExactly("violation 1002: a continuation of no message");
    assertThat(read(frame(false, 0x0, bytes(4))))
        .containsExactly("violation 1002: a continuation of no message");
    assertThat(
            read(
                joined(
                    frame(false, 0x2, bytes(1)),
                    frame(true, 0x0, bytes(1)),
                    frame(true, 0x0, bytes(1)))))
        .last()
        .isEqualTo("violation 1002: a continuation of no message");
  }

  @Test
  void messageInsideAnotherIsRejected() {
    assertThat(read(joined(frame(false, 0x2, bytes(1)), binary(bytes(1)))))
        .containsExactly("violation 1002: a message inside another");
    assertThat(readText(joined(frame(false, 0x1, bytes(1)), frame(false, 0x1, bytes(1)))))
        .containsExactly("violation 1002: a message inside another");
  }

  @Test
  void fragmentsOfTheMaximumTotalAreAcceptedAndMoreRejected() {
    byte[] first = frame(false, 0x2, bytes(200));

    assertThat(readWithLimit(300, joined(first, frame(true, 0x0, bytes(100))))).hasSize(1);
    assertThat(readWithLimit(300, joined(first, frame(true, 0x0, bytes(101)))))
        .containsExactly("violation 1009: a message of more than 300 bytes");
    assertThat(
            readWithLimit(
                300, joined(first, frame(false, 0x0, bytes(100)), frame(false, 0x0, bytes(1)))))
        .containsExactly("violation 1009: a message of more than 300 bytes");
  }

  @Test
  void lengthOfAMessageDoesNotCountForTheNext() {
    byte[] message = joined(frame(false, 0x2, bytes(200)), frame(true, 0x0, bytes(100)));

    assertThat(readWithLimit(300, joined(message, message, message))).hasSize(3);
  }

  @Test
  void controlFrameBetweenFragmentsDoesNotCountForTheMessage() {
    byte[] stream =
        joined(frame(false, 0x2, bytes(100)), ping(bytes(125)), frame(true, 0x0, bytes(0)));

    assertThat(readWithLimit(100, stream)).hasSize(2).noneMatch(what -> what.startsWith("v"));
  }

  // --- Control frames ---

  @ParameterizedTest
  @ValueSource(ints = {0x8, 0x9, 0xA})
  void fragmentedOrLongControlFrameIsRejected(int opcode) {
    String rejection = "violation 1002: a control frame too long or in fragments";
    assertThat(read(frame(false, opcode, bytes(2)))).containsExactly(rejection);
    assertThat(read(frame(true, opcode, bytes(126)))).containsExactly(rejection);
    assertThat(read(frame(true, opcode, bytes(65_536)))).containsExactly(rejection);
  }

  @Test
  void streamIsIgnoredAfterAClose() {
    assertThat(read(joined(close(1000, ""), binary(bytes(3)), frame(0xFF, bytes(3), MASK))))
        .containsExactly("close " + hex(closePayload(1000, "")));
  }

  @Test
  void streamIsIgnoredAfterAViolation() {
    assertThat(read(joined(frame(true, 0x3, bytes(3)), binary(bytes(3)), close(1000, ""))))
        .containsExactly("violation 1002: a reserved opcode");
  }

  // --- Frames that break several rules ---

  /// Each one also has a length that is not in its shortest form.
  static List<Arguments> framesThatBreakTwoRules() {
    return List.of(
        Arguments.of(0xC2, 0xFE, "1002: a reserved bit that no extension explains"),
        Arguments.of(0x82, 0x7E, "1002: a frame without a mask"),
        Arguments.of(0x80, 0xFE, "1002: a continuation of no message"),
        Arguments.of(0x81, 0xFE, "1003: a text message"),
        Arguments.of(0x89, 0xFE, "1002: a control frame too long or in fragments"),
        Arguments.of(0x83, 0xFE, "1002: a reserved opcode"));
  }

  @ParameterizedTest
  @MethodSource("framesThatBreakTwoRules")
  void frameThatBreaksTwoRulesIsRejectedOnceForTheFirst(int first, int second, String why) {
    assertThat(read(frame(first, second, 9, bytes(9), MASK))).containsExactly("violation " + why);
  }

  // --- Text ---

  @Test
  void textIsRejectedAtItsHeaderUnlessAccepted() {
    assertThat(read(Arrays.copyOf(text("hello"), 2)))
        .containsExactly("violation 1003: a text message");
    assertThat(read(frame(false, 0x1, bytes(0)))).containsExactly("violation 1003: a text message");
  }

  @Test
  void textIsValidatedAcrossFragments() {
    byte[] euro = "a€".getBytes(UTF_8);
    byte[] start = frame(false, 0x1, Arrays.copyOf(euro, 2));

    assertThat(readText(joined(start, frame(true, 0x0, Arrays.copyOfRange(euro, 2, 4)))))
        .containsExactly("text " + hex(euro));
    assertThat(readText(joined(start, frame(true, 0x0, Arrays.copyOfRange(euro, 2, 3)))))
        .containsExactly("violation 1007: a text that is not UTF-8");
    assertThat(readText(joined(start, frame(false, 0x0, new byte[] {'x'}))))
        .containsExactly("violation 1007: a text that is not UTF-8");
  }

  @Test
  void binaryFragmentsAreNotValidatedAsText() {
    byte[] stream =
        joined(text("é"), frame(false, 0x2, new byte[] {-1}), frame(true, 0x0, new byte[] {-2}));

    assertThat(readText(stream)).containsExactly("text c3a9", "binary fffe");
  }

  // --- Delivery ---

  static List<byte[]> streams() {
    byte[] conversation =
        joined(
            binary(bytes(0)),
            ping(bytes(5)),
            frame(false, 0x2, bytes(130)),
            pong(bytes(1)),
            frame(true, 0x0, bytes(3)),
            binary(bytes(126)),
            close(1000, "bye"));
    return List.of(
        conversation,
        joined(binary(bytes(3)), frame(true, 0x3, bytes(3))),
        joined(frame(false, 0x2, bytes(3)), frame(0x80, 0xFE, 3, bytes(3), MASK)),
        joined(binary(bytes(3)), frame(0x82, 0xFF, 1L << 40, bytes(3), MASK)),
        joined(ping(bytes(2)), frame(0x82, 0x03, 3, bytes(3), NO_MASK)),
        joined(binary(bytes(140)), frame(true, 0x9, bytes(126))));
  }

  @ParameterizedTest
  @MethodSource("streams")
  void anySplitIntoTwoOrThreeReadsGivesTheSameFrames(byte[] stream) {
    List<String> whole = read(stream);
    for (int first = 0; first <= stream.length; first++) {
      for (int second = first; second <= stream.length; second += first % 3 == 0 ? 1 : 17) {
        assertThat(readParts(stream, first, second)).as("%d, %d", first, second).isEqualTo(whole);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void singleByteReadsGiveTheSameFrames(byte[] stream) {
    int[] cuts = new int[stream.length];
    Arrays.setAll(cuts, i -> i);

    assertThat(readParts(stream, cuts)).isEqualTo(read(stream));
  }

  @Test
  void anySplitOfARandomStreamGivesTheSameFrames() {
    Random random = new Random(3);
    for (int round = 0; round < 2_000; round++) {
      byte[] stream = randomStream(random);
      int[] cuts = random.ints(random.nextInt(12), 0, stream.length + 1).sorted().toArray();

      assertThat(readParts(stream, cuts)).isEqualTo(read(stream));
    }
  }

  @Test
  void arbitraryBytesAreParsedWithoutAnException() {
    Random random = new Random(4);
    for (int round = 0; round < 20_000; round++) {
      byte[] stream = new byte[random.nextInt(200)];
      random.nextBytes(stream);
      // Half of them start legally, or most would end there.
      if (random.nextBoolean() && stream.length > 2) {
        stream[0] = (byte) 0x82;
        stream[1] |= (byte) 0x80;
      }
      int[] cuts = random.ints(random.nextInt(5), 0, stream.length + 1).sorted().toArray();

      assertThat(readParts(stream, cuts)).isEqualTo(read(stream));
    }
  }

  // --- Memory ---

  @Test
  void nothingIsBufferedBetweenCompleteMessages() {
    Reader reader = new Reader(false, LIMIT);
    byte[] stream = joined(frame(false, 0x2, bytes(900)), frame(true, 0x0, bytes(100)));
    for (byte octet : stream) {
      reader.read(new byte[] {octet});
    }
    reader.read(binary(bytes(60_000)));

    assertThat(reader.events).hasSize(2);
    assertThat(reader.frames.bufferedBytes()).isZero();
  }

  @Test
  void bufferGrowsWithReceivedBytesNotWithTheClaimedLength() {
    Reader reader = new Reader(false, LIMIT);

    reader.read(Arrays.copyOf(binary(bytes(65_535)), 100));
    assertThat(reader.frames.bufferedBytes()).isLessThanOrEqualTo(256);

    reader.read(new byte[900]);
    assertThat(reader.frames.bufferedBytes()).isLessThanOrEqualTo(2_048);
  }

  @Test
  void endlessEmptyFragmentsUseNoMemory() {
    Reader reader = new Reader(false, LIMIT);
    reader.read(frame(false, 0x2, bytes(10)));
    for (int i = 0; i < 10_000; i++) {
      reader.read(frame(false, 0x0, bytes(0)));
    }

    assertThat(reader.frames.bufferedBytes()).isLessThanOrEqualTo(64);
  }

  @Test
  void nothingIsBufferedAfterTheEnd() {
    Reader reader = new Reader(false, LIMIT);
    reader.read(frame(false, 0x2, bytes(1_000)));
    reader.read(Arrays.copyOf(frame(false, 0x0, bytes(1_000)), 500));

    reader.frames.stop();

    assertThat(reader.frames.bufferedBytes()).isZero();
  }

  @Test
  void completeFramesOfEveryTypeAreCounted() {
    Reader reader = new Reader(false, LIMIT);
    reader.read(
        joined(binary(bytes(1)), ping(bytes(0)), pong(bytes(0)), frame(false, 0x2, bytes(1))));
    reader.read(Arrays.copyOf(frame(true, 0x0, bytes(9)), 8));
    assertThat(reader.frames.framesRead()).isEqualTo(4);

    reader.read(Arrays.copyOfRange(frame(true, 0x0, bytes(9)), 8, 15));
    assertThat(reader.frames.framesRead()).isEqualTo(5);
  }

  @Test
  void changedLimitAppliesFromTheNextFrame() {
    Reader reader = new Reader(false, 100);
    reader.limitAfterFirstMessage = 200;
    reader.read(joined(binary(bytes(100)), binary(bytes(200)), binary(bytes(201))));

    assertThat(reader.events)
        .containsExactly(
            "binary " + hex(bytes(100)),
            "binary " + hex(bytes(200)),
            "violation 1009: a message of more than 200 bytes");
  }

  // --- Postponing ---

  @Test
  void postponedMessageIsDeliveredAgainBeforeLaterFrames() {
    Reader reader = new Reader(false, LIMIT);
    reader.postponesFirst = true;
    byte[] stream =
        joined(
            ping(bytes(1)), binary(bytes(5)), pong(bytes(2)), binary(bytes(6)), binary(bytes(7)));
    reader.read(Arrays.copyOf(stream, stream.length - 4));
    assertThat(reader.events).containsExactly("ping " + hex(bytes(1)), "binary " + hex(bytes(5)));
    assertThat(reader.frames.bufferedBytes()).isGreaterThan(0).isLessThan(100);

    reader.frames.resume();
    reader.frames.resume();
    assertThat(reader.frames.isPostponing()).isFalse();
    reader.read(Arrays.copyOfRange(stream, stream.length - 4, stream.length));
    assertThat(reader.events)
        .containsExactly(
            "ping " + hex(bytes(1)),
            "binary " + hex(bytes(5)),
            "binary " + hex(bytes(5)),
            "pong",
            "binary " + hex(bytes(6)),
            "binary " + hex(bytes(6)),
            "binary " + hex(bytes(7)));
    assertThat(reader.frames.bufferedBytes()).isZero();
  }

  /// Each message is postponed once, and the stream is split anywhere: the sink receives the same
  /// as without postponing, but each message twice.
  @Test
  void repeatedPostponingKeepsAllMessagesInOrder() {
    for (long seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      byte[] stream = randomStream(random);
      List<String> expected = read(stream);
      Reader reader = new Reader(false, LIMIT);
      reader.postponesEach = true;
      for (int from = 0; from < stream.length; ) {
        int to = Math.min(stream.length, from + 1 + random.nextInt(400));
        reader.read(Arrays.copyOfRange(stream, from, to));
        while (reader.frames.isPostponing()) {
          reader.frames.resume();
        }
        from = to;
      }
      List<String> once = new ArrayList<>();
      for (int i = 0; i < reader.events.size(); i++) {
        once.add(reader.events.get(i));
        if (reader.events.get(i).startsWith("binary")) {
          i++;
          assertThat(reader.events.get(i)).as("seed %d", seed).isEqualTo(once.getLast());
        }
      }
      assertThat(once).as("seed %d", seed).isEqualTo(expected);
    }
  }

  // --- Helpers ---

  /// A reader that records its events as text.
  private static final class Reader implements FrameReader.Sink {
    final List<String> events = new ArrayList<>();
    final FrameReader frames;
    private final boolean acceptsText;
    int limitAfterFirstMessage;
    boolean postponesFirst;
    boolean postponesEach;
    private int deliveries;

    Reader(boolean acceptsText, int limit) {
      this.acceptsText = acceptsText;
      frames = new FrameReader(this, limit);
    }

    void read(byte[] bytes) {
      // Like the I/O thread's buffer: longer than its content, with stale bytes behind it.
      ByteBuffer in = ByteBuffer.allocate(bytes.length + 20).order(ByteOrder.nativeOrder());
      Arrays.fill(in.array(), (byte) 0x82);
      frames.read(in.put(bytes).flip());
    }

    @Override
    public boolean acceptsText() {
      return acceptsText;
    }

    @Override
    public void onMessage(boolean text, ByteBuffer payload) {
      if (limitAfterFirstMessage > 0) {
        frames.setMaxMessageBytes(limitAfterFirstMessage);
      }
      events.add((text ? "text " : "binary ") + hex(payload));
      // The next message but one is postponed as well, so that a resumed read is interrupted.
      deliveries++;
      if (postponesEach
          ? deliveries % 2 == 1
          : postponesFirst && (deliveries == 1 || deliveries == 3)) {
        frames.postpone();
      }
    }

    @Override
    public void onPing(ByteBuffer payload) {
      events.add("ping " + hex(payload));
    }

    @Override
    public void onPong() {
      events.add("pong");
    }

    @Override
    public void onFragment() {}

    @Override
    public void onClose(ByteBuffer payload) {
      events.add("close " + hex(payload));
    }

    @Override
    public void onViolation(int closeCode, String what) {
      events.add("violation " + closeCode + ": " + what);
    }
  }

  private static List<String> read(byte[] stream) {
    return readWithLimit(LIMIT, stream);
  }

  private static List<String> readWithLimit(int limit, byte[] stream) {
    Reader reader = new Reader(false, limit);
    reader.read(stream);
    return reader.events;
  }

  private static List<String> readText(byte[] stream) {
    Reader reader = new Reader(true, LIMIT);
    reader.read(stream);
    return reader.events;
  }

  private static List<String> readParts(byte[] stream, int... cuts) {
    Reader reader = new Reader(false, LIMIT);
    int from = 0;
    for (int cut : cuts) {
      reader.read(Arrays.copyOfRange(stream, from, cut));
      from = cut;
    }
    reader.read(Arrays.copyOfRange(stream, from, stream.length));
    return reader.events;
  }

  private static byte[] randomStream(Random random) {
    byte[] stream = new byte[0];
    boolean inMessage = false;
    for (int frames = random.nextInt(8); frames >= 0; frames--) {
      byte[] next;
      if (random.nextInt(3) == 0) {
        next = random.nextBoolean() ? ping(bytes(random.nextInt(126))) : pong(bytes(3));
      } else {
        boolean fin = random.nextBoolean();
        next = frame(fin, inMessage ? 0 : 2, bytes(random.nextInt(300)));
        inMessage = !fin;
      }
      stream = joined(stream, next);
    }
    return random.nextInt(4) == 0 ? joined(stream, close(1001, "")) : stream;
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 7 + length);
    }
    return bytes;
  }

  private static byte[] closePayload(int code, String reason) {
    byte[] text = reason.getBytes(UTF_8);
    return ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array();
  }

  private static String hex(ByteBuffer payload) {
    byte[] bytes = new byte[payload.remaining()];
    payload.get(bytes);
    return hex(bytes);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
