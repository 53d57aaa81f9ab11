package wsroom.websocket;

import java.nio.ByteBuffer;

/// The bytes that a client sends: masked frames with updates.
final class ClientBytes {
  private static final int MASK = 0x37FA213D;

  private ClientBytes() {}

  /// `count` consecutive frames, each with an update of `bodyBytes`, at most 119.
  static byte[] updates(int count, int bodyBytes) {
    byte[] packet = packet(bodyBytes);
    ByteBuffer out = ByteBuffer.allocate(count * (2 + 4 + packet.length));
    for (int i = 0; i < count; i++) {
      out.put((byte) 0x82).put((byte) (0x80 | packet.length)).putInt(MASK);
      for (int at = 0; at < packet.length; at++) {
        out.put((byte) (packet[at] ^ MASK >>> (24 - 8 * (at & 3))));
      }
    }
    return out.array();
  }

  /// A `WsPacket` with a `WsPeerUpdate` that has only a body.
  private static byte[] packet(int bodyBytes) {
    byte[] packet = new byte[4 + bodyBytes];
    packet[0] = 3 << 3 | 2;
    packet[1] = (byte) (2 + bodyBytes);
    packet[2] = 2 << 3 | 2;
    packet[3] = (byte) bodyBytes;
    return packet;
  }
}
