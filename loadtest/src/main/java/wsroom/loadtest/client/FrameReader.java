package wsroom.loadtest.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Parses the frames of a server. A whole binary message is passed on in place; all other frames
/// are uncommon. Confined to the connection's loop.
final class FrameReader {
  private static final int FIN_BINARY_UNMASKED = 0x8200;
  private static final int ALL_BUT_LENGTH = 0xff80;
  private static final int FRAME_LIMIT_BYTES = 128 * 1024;

  private final Connection connection;
  private final Handler handler;
  private byte[] fragments = {};
  private boolean inFragments;

  FrameReader(Connection connection, Handler handler) {
    this.connection = connection;
    this.handler = handler;
  }

  /// Handles all complete frames between `from` and `to`, and returns the index of the first
  /// incomplete one.
  int read(ByteBuffer in, int from, int to) {
    int at = from;
    while (to - at >= 2) {
      int head = in.getShort(at);
      int length = head & 0x7f;
      int start = at + 2;
      if (length >= 126) {
        int lengthBytes = length == 126 ? 2 : 8;
        if (to - start < lengthBytes) {
          break;
        }
        long extended = length == 126 ? in.getShort(start) & 0xffff : in.getLong(start);
        if (extended < 0 || extended > FRAME_LIMIT_BYTES) {
          connection.fail(1009, "a frame of " + Long.toUnsignedString(extended) + " bytes");
          return to;
        }
        length = (int) extended;
        start += lengthBytes;
      }
      int end = start + length;
      if (end > to) {
        break;
      }
      if ((head & ALL_BUT_LENGTH) == FIN_BINARY_UNMASKED) {
        handler.binary(in, start, end);
      } else {
        handleUncommon(head, in, start, end);
      }
      if (connection.isClosed()) {
        return to;
      }
      at = end;
    }
    return at;
  }

  private void handleUncommon(int head, ByteBuffer in, int start, int end) {
    if ((head & 0x7080) != 0) {
      connection.fail(1002, "a masked frame or reserved bits");
      return;
    }
    boolean last = (head & 0x8000) != 0;
    byte[] payload = new byte[end - start];
    in.get(start, payload);
    switch ((head >> 8) & 0xf) {
      case 0x0, 0x2 -> fragment(payload, last);
      case FrameWriter.CLOSE -> connection.closeReceived(closeStatusOf(payload));
      case 0x9 -> connection.sendControl(FrameWriter.PONG, payload);
      case FrameWriter.PONG -> {} // unsolicited, which RFC 6455 allows
      case 0x1 -> handler.violation("a text frame");
      default -> connection.fail(1002, "an unknown opcode");
    }
  }

  private void fragment(byte[] payload, boolean last) {
    if (!inFragments) {
      handler.violation("a fragmented message");
      fragments = new byte[0];
    }
    if (fragments.length + payload.length > FRAME_LIMIT_BYTES) {
      connection.fail(1009, "too many fragments");
      return;
    }
    int before = fragments.length;
    fragments = Arrays.copyOf(fragments, before + payload.length);
    System.arraycopy(payload, 0, fragments, before, payload.length);
    inFragments = !last;
    if (last) {
      handler.binary(ByteBuffer.wrap(fragments), 0, fragments.length);
      fragments = new byte[0];
    }
  }

  private static CloseStatus closeStatusOf(byte[] payload) {
    if (payload.length < 2) {
      return new CloseStatus(1005, "");
    }
    int code = ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
    return new CloseStatus(
        code, new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8));
  }
}
