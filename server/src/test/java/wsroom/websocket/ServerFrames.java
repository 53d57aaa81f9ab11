package wsroom.websocket;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Parses the bytes sent by a server, as strictly as the strictest client, and fails on everything
/// that a server must not send.
public final class ServerFrames {
  private final List<Heard> frames = new ArrayList<>();
  private int taken;

  /// A frame received by a client.
  public sealed interface Heard {}

  public record Message(ByteString payload) implements Heard {}

  public record Ping(ByteString payload) implements Heard {}

  public record Pong(ByteString payload) implements Heard {}

  /// @param code 1005 for none
  public record Close(int code, String reason) implements Heard {}

  /// The frames in a stream of bytes whose last frame may be incomplete.
  public static List<Heard> in(byte[] stream) {
    ServerFrames reader = new ServerFrames();
    reader.read(stream);
    return reader.frames;
  }

  /// The frames in a stream of bytes that ends with a complete one.
  public static List<Heard> exactlyIn(byte[] stream) {
    ServerFrames reader = new ServerFrames();
    reader.read(stream);
    if (reader.taken != stream.length) {
      throw new AssertionError("the last frame is incomplete");
    }
    return reader.frames;
  }

  /// All frames so far.
  public List<Heard> frames() {
    return frames;
  }

  /// Continues in a stream that has grown since the last call.
  public void read(byte[] stream) {
    int start = taken;
    while (stream.length - start >= 2) {
      int header = 2;
      int length = stream[start + 1] & 0xFF;
      if (length == 126) {
        header = 4;
        if (stream.length - start < header) {
          break;
        }
        length = (stream[start + 2] & 0xFF) << 8 | (stream[start + 3] & 0xFF);
        check(length >= 126, "a length not in its shortest form");
      } else {
        check(length < 126, "a mask, or more than 65,535 bytes");
      }
      if (stream.length - start < header + length) {
        break;
      }
      frames.add(frame(stream[start] & 0xFF, ByteString.copyFrom(stream, start + header, length)));
      start += header + length;
    }
    taken = start;
  }

  private Heard frame(int first, ByteString payload) {
    check((first & 0x80) != 0, "a fragment");
    check((first & 0x70) == 0, "a reserved bit");
    check(frames.stream().noneMatch(Close.class::isInstance), "a frame after the close frame");
    int opcode = first & 0x0F;
    check(opcode < 8 || payload.size() <= 125, "a control frame that is too long");
    return switch (opcode) {
      case 0x2 -> new Message(payload);
      case 0x8 -> close(payload);
      case 0x9 -> new Ping(payload);
      case 0xA -> new Pong(payload);
      default -> throw new AssertionError("the server sent a frame of opcode " + opcode);
    };
  }

  private static Close close(ByteString payload) {
    if (payload.isEmpty()) {
      return new Close(1005, "");
    }
    check(payload.size() >= 2, "half a close code");
    check(payload.substring(2).isValidUtf8(), "a close reason that is not UTF-8");
    int code = (payload.byteAt(0) & 0xFF) << 8 | (payload.byteAt(1) & 0xFF);
    return new Close(code, payload.substring(2).toString(StandardCharsets.UTF_8));
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError("the server sent " + what);
    }
  }
}
