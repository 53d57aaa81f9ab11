package wsroom.packet;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.nio.ByteBuffer;
import wsroom.proto.rfc5.WsPacket;
import wsroom.proto.rfc5.WsPeerUpdate;

/// The two ways to read an update, by splicing and by protobuf, held to one another: whatever
/// comes, either the fast path leaves it alone, or both tell the others the same bytes.
final class SpliceOracle {
  private final PeerUpdate fast = new PeerUpdate();

  /// Returns whether the fast path took it.
  boolean agree(byte[] bytes, int alias) {
    ByteBuffer message = amidOtherBytes(bytes);
    int start = message.position();
    int end = message.limit();
    boolean taken = fast.read(message);
    byte[] byFastPath = taken ? spliced(message, alias) : new byte[0];
    ClientPacket packet = PacketDecoder.decode(message);

    assertThat(message.position()).isEqualTo(start);
    assertThat(message.limit()).isEqualTo(end);
    if (taken) {
      assertThat(packet).isInstanceOf(ClientPacket.Update.class);
    }
    if (packet instanceof ClientPacket.Update(ByteBuffer body, boolean unreliable)) {
      byte[] byProtobuf = encoded(alias, body, body.position(), body.remaining(), unreliable);
      assertThat(byProtobuf).isEqualTo(expected(bytes, alias));
      if (taken) {
        assertThat(byFastPath).isEqualTo(byProtobuf);
      }
    }
    return taken;
  }

  /// What the fast path, which must take it, tells the others.
  byte[] spliced(byte[] bytes, int alias) {
    ByteBuffer message = amidOtherBytes(bytes);
    assertThat(fast.read(message)).as("the fast path takes it").isTrue();
    return spliced(message, alias);
  }

  private byte[] spliced(ByteBuffer message, int alias) {
    return encoded(alias, message, fast.bodyStart(), fast.bodyLength(), fast.unreliable());
  }

  private static byte[] encoded(
      int alias, ByteBuffer body, int start, int length, boolean unreliable) {
    ByteBuffer target = ByteBuffer.allocate(UpdateEncoder.packetBytes(alias, length, unreliable));
    UpdateEncoder.put(target, alias, body, start, length, unreliable);
    assertThat(target.hasRemaining()).as("shorter than it said").isFalse();
    return target.array();
  }

  /// What the others are to hear, by protobuf alone.
  private static byte[] expected(byte[] bytes, int alias) {
    try {
      WsPeerUpdate said = WsPacket.parseFrom(bytes).getPeerUpdateMessage();
      return WsPacket.newBuilder()
          .setPeerUpdateMessage(
              said.toBuilder()
                  .setFromAlias(alias)
                  .setUnknownFields(UnknownFieldSet.getDefaultInstance()))
          .build()
          .toByteArray();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("decoded, and yet no packet", e);
    }
  }

  /// In a read buffer, a message has others before and behind it.
  private static ByteBuffer amidOtherBytes(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length + 16);
    for (int i = 0; i < buffer.capacity(); i++) {
      buffer.put(i, (byte) 0x1A);
    }
    buffer.put(5, bytes);
    return buffer.limit(5 + bytes.length).position(5);
  }
}
