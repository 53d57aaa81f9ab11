package wsroom.packet;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.nio.ByteBuffer;
import wsroom.proto.rfc5.WsPacket;
import wsroom.proto.rfc5.WsPeerUpdate;

/// Compares the two ways to relay an update, by splice and by protobuf. For any input, either the
/// fast path does not recognise it, or both ways give the other peers the same bytes.
final class SpliceOracle {
  private final PeerUpdate fast = new PeerUpdate();

  /// Returns whether the fast path recognised the message.
  boolean assertAgreement(byte[] bytes, int alias) {
    ByteBuffer message = surroundedByOtherBytes(bytes);
    int start = message.position();
    int end = message.limit();
    boolean recognised = fast.read(message);
    byte[] bySplice = recognised ? spliced(message, alias) : new byte[0];
    ClientPacket packet = PacketDecoder.decode(message);

    assertThat(message.position()).isEqualTo(start);
    assertThat(message.limit()).isEqualTo(end);
    if (recognised) {
      assertThat(packet).isInstanceOf(ClientPacket.Update.class);
    }
    if (packet instanceof ClientPacket.Update(ByteBuffer body, boolean unreliable)) {
      byte[] byProtobuf = encoded(alias, body, body.position(), body.remaining(), unreliable);
      assertThat(byProtobuf).isEqualTo(expected(bytes, alias));
      if (recognised) {
        assertThat(bySplice).isEqualTo(byProtobuf);
      }
    }
    return recognised;
  }

  /// The bytes that the fast path gives the other peers. It must recognise the message.
  byte[] spliced(byte[] bytes, int alias) {
    ByteBuffer message = surroundedByOtherBytes(bytes);
    assertThat(fast.read(message)).as("the fast path recognises it").isTrue();
    return spliced(message, alias);
  }

  private byte[] spliced(ByteBuffer message, int alias) {
    return encoded(alias, message, fast.bodyStart(), fast.bodyLength(), fast.unreliable());
  }

  private static byte[] encoded(
      int alias, ByteBuffer body, int start, int length, boolean unreliable) {
    ByteBuffer target = ByteBuffer.allocate(UpdateEncoder.packetBytes(alias, length, unreliable));
    UpdateEncoder.put(target, alias, body, start, length, unreliable);
    assertThat(target.hasRemaining()).as("shorter than packetBytes").isFalse();
    return target.array();
  }

  /// The bytes that the other peers must receive, by protobuf alone.
  private static byte[] expected(byte[] bytes, int alias) {
    try {
      WsPeerUpdate sent = WsPacket.parseFrom(bytes).getPeerUpdateMessage();
      return WsPacket.newBuilder()
          .setPeerUpdateMessage(
              sent.toBuilder()
                  .setFromAlias(alias)
                  .setUnknownFields(UnknownFieldSet.getDefaultInstance()))
          .build()
          .toByteArray();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("PacketDecoder accepts a malformed packet", e);
    }
  }

  /// Puts a message between other bytes, as in a read buffer.
  private static ByteBuffer surroundedByOtherBytes(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length + 16);
    for (int i = 0; i < buffer.capacity(); i++) {
      buffer.put(i, (byte) 0x1A);
    }
    buffer.put(5, bytes);
    return buffer.limit(5 + bytes.length).position(5);
  }
}
