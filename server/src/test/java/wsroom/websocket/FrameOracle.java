package wsroom.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Parses a complete byte stream by RFC 6455 in the simplest way, as the reference for
/// [FrameReader].
final class FrameOracle {
  private static final List<byte[]> ENDS =
      List.of(
          bytes(),
          bytes(0x80),
          bytes(0xBF),
          bytes(0x80, 0x80),
          bytes(0xBF, 0xBF),
          bytes(0x80, 0x80, 0x80),
          bytes(0xBF, 0xBF, 0xBF));

  private final boolean acceptsText;
  private final int maxMessageBytes;
  private final ByteBuffer stream;
  private final List<String> events = new ArrayList<>();
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();
  private int messageOpcode;

  private FrameOracle(boolean acceptsText, int maxMessageBytes, byte[] stream) {
    this.acceptsText = acceptsText;
    this.maxMessageBytes = maxMessageBytes;
    this.stream = ByteBuffer.wrap(stream);
  }

  static List<String> read(boolean acceptsText, int maxMessageBytes, byte[] stream) {
    FrameOracle oracle = new FrameOracle(acceptsText, maxMessageBytes, stream);
    while (oracle.readFrame()) {
      // One frame after the other, until the stream ends or is invalid.
    }
    return oracle.events;
  }

  private boolean readFrame() {
    if (stream.remaining() < 2) {
      return false;
    }
    int first = stream.get() & 0xFF;
    int second = stream.get() & 0xFF;
    boolean fin = first >= 0x80;
    int opcode = first % 16;
    int shortLength = second % 128;
    int problem = problem(first, second, opcode, fin, shortLength);
    if (problem != 0) {
      return violation(problem);
    }
    int more = shortLength == 127 ? 8 : shortLength == 126 ? 2 : 0;
    if (stream.remaining() < more + 4) {
      return false;
    }
    long length =
        switch (more) {
          case 8 -> stream.getLong();
          case 2 -> stream.getShort() & 0xFFFF;
          default -> shortLength;
        };
    if (length < 0 || (more == 2 && length < 126) || (more == 8 && length < 65_536)) {
      return violation(1002);
    }
    if (opcode < 8 && (opcode == 0 ? message.size() : 0) + length > maxMessageBytes) {
      return violation(1009);
    }
    byte[] mask = new byte[4];
    stream.get(mask);
    if (stream.remaining() < length) {
      return false;
    }
    byte[] payload = new byte[(int) length];
    stream.get(payload);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= mask[i % 4];
    }
    return opcode < 8 ? data(opcode, fin, payload) : control(opcode, payload);
  }

  private int problem(int first, int second, int opcode, boolean fin, int length) {
    if ((first & 0x70) != 0 || second < 0x80) {
      return 1002;
    }
    return switch (opcode) {
      case 0 -> messageOpcode == 0 ? 1002 : 0;
      case 1 -> messageOpcode != 0 ? 1002 : acceptsText ? 0 : 1003;
      case 2 -> messageOpcode != 0 ? 1002 : 0;
      case 8, 9, 10 -> fin && length <= 125 ? 0 : 1002;
      default -> 1002;
    };
  }

  private boolean control(int opcode, byte[] payload) {
    events.add(
        switch (opcode) {
          case 8 -> "close " + hex(payload);
          case 9 -> "ping " + hex(payload);
          default -> "pong";
        });
    return opcode != 8;
  }

  private boolean data(int opcode, boolean fin, byte[] payload) {
    if (opcode != 0) {
      messageOpcode = opcode;
      message.reset();
    }
    message.writeBytes(payload);
    if (messageOpcode == 1 && !mayBeUtf8(message.toByteArray(), fin)) {
      return violation(1007);
    }
    if (fin) {
      events.add((messageOpcode == 1 ? "text " : "binary ") + hex(message.toByteArray()));
      messageOpcode = 0;
      message.reset();
    }
    return true;
  }

  /// Whether a text is UTF-8, or an incomplete one can still become it.
  private static boolean mayBeUtf8(byte[] text, boolean whole) {
    return (whole ? ENDS.subList(0, 1) : ENDS).stream().anyMatch(end -> isUtf8(text, end));
  }

  private static boolean isUtf8(byte[] text, byte[] end) {
    byte[] all = Arrays.copyOf(text, text.length + end.length);
    System.arraycopy(end, 0, all, text.length, end.length);
    try {
      var _ = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(all));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private boolean violation(int closeCode) {
    events.add("violation " + closeCode);
    return false;
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
