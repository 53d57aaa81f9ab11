package wsroom.packet;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;
import wsroom.proto.rfc5.WsPacket;
import wsroom.proto.rfc5.WsPeerUpdate;

/// The two ways to read an update, by splicing and by protobuf, must be one: whatever comes, either
/// the fast path leaves it alone, or both tell the others the same bytes.
class PacketPropertyTest {
  private final PeerUpdate fast = new PeerUpdate();

  @Property(tries = 3_000, seed = "1")
  void whateverBytesComeBothWaysAgree(@ForAll @Size(max = 40) byte[] bytes) {
    var _ = agree(bytes, 1);
  }

  /// Bytes that look like fields, so that most of them get far.
  @StatisticsReport(StatisticsReportMode.OFF)
  @Property(tries = 6_000, seed = "2")
  void whateverFieldsComeBothWaysAgree(
      @ForAll("fields") byte[] fields, @ForAll @IntRange(min = 1) int alias) {
    byte[] packet = new Bytes().tag(3, 2).varint(fields.length).raw(fields).toByteArray();
    Statistics.collect(agree(packet, alias));
    Statistics.coverage(seen -> seen.check(true).percentage(percent -> percent > 30));
    Statistics.coverage(seen -> seen.check(false).percentage(percent -> percent > 30));
  }

  @Property(tries = 4_000, seed = "3")
  void aPacketWithSomeBytesChangedIsReadAlikeBothWays(
      @ForAll("updates") WsPacket packet, @ForAll long seed) {
    byte[] bytes = packet.toByteArray();
    Random random = new Random(seed);
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      bytes[Math.min(random.nextInt(bytes.length), random.nextInt(12) % bytes.length)] =
          (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(32));
    }
    var _ = agree(bytes, 7);
  }

  @Property(tries = 1_000, seed = "4")
  void aPacketThatIsCutIsReadAlikeBothWays(
      @ForAll("updates") WsPacket packet, @ForAll @IntRange(max = 1_000) int length) {
    byte[] bytes = packet.toByteArray();
    var _ = agree(ByteString.copyFrom(bytes, 0, Math.min(length, bytes.length)).toByteArray(), 7);
  }

  @Property(tries = 2_000, seed = "5")
  void whatAClientSaysIsSplicedByteForByteAsProtobufWouldWriteIt(
      @ForAll("updates") WsPacket packet, @ForAll @IntRange(min = 1) int alias)
      throws InvalidProtocolBufferException {
    byte[] bytes = packet.toByteArray();
    ByteBuffer message = amidOtherBytes(bytes);

    assertThat(fast.read(message)).as("the fast path takes it").isTrue();
    WsPeerUpdate said = packet.getPeerUpdateMessage();
    byte[] expected =
        packet.toBuilder()
            .setPeerUpdateMessage(said.toBuilder().setFromAlias(alias))
            .build()
            .toByteArray();
    assertThat(spliced(message, alias)).isEqualTo(expected);
    assertThat(WsPacket.parseFrom(expected).getPeerUpdateMessage().getBody())
        .isEqualTo(said.getBody());
  }

  /// Returns whether the fast path took it.
  private boolean agree(byte[] bytes, int alias) {
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

  @Provide
  Arbitrary<WsPacket> updates() {
    return Combinators.combine(
            Arbitraries.integers(),
            Arbitraries.bytes().array(byte[].class).ofMaxSize(300),
            Arbitraries.of(true, false))
        .as(
            (alias, body, unreliable) ->
                WsPacket.newBuilder()
                    .setPeerUpdateMessage(
                        WsPeerUpdate.newBuilder()
                            .setFromAlias(alias)
                            .setBody(ByteString.copyFrom(body))
                            .setUnreliable(unreliable))
                    .build());
  }

  @Provide
  Arbitrary<byte[]> fields() {
    Arbitrary<byte[]> known =
        Arbitraries.oneOf(varintField(Arbitraries.of(1, 3)), bytesField(Arbitraries.just(2)));
    Arbitrary<byte[]> odd =
        Arbitraries.oneOf(
            varintField(Arbitraries.integers().between(0, 40)),
            bytesField(Arbitraries.integers().between(0, 40)),
            Arbitraries.bytes().array(byte[].class).ofMaxSize(6));
    return Arbitraries.frequencyOf(Tuple.of(8, known), Tuple.of(1, odd))
        .list()
        .ofMaxSize(5)
        .map(PacketPropertyTest::joined);
  }

  private static Arbitrary<byte[]> varintField(Arbitrary<Integer> numbers) {
    return Combinators.combine(numbers, Arbitraries.longs(), Arbitraries.integers().between(0, 3))
        .as(
            (number, value, padding) ->
                new Bytes().tag(number, 0).varint(value, padding).toByteArray());
  }

  private static Arbitrary<byte[]> bytesField(Arbitrary<Integer> numbers) {
    return Combinators.combine(
            numbers,
            Arbitraries.bytes().array(byte[].class).ofMaxSize(20),
            Arbitraries.integers().between(0, 2))
        .as(
            (number, value, padding) ->
                new Bytes().tag(number, 2).varint(value.length, padding).raw(value).toByteArray());
  }

  private static byte[] joined(List<byte[]> parts) {
    Bytes whole = new Bytes();
    parts.forEach(whole::raw);
    return whole.toByteArray();
  }

  /// Writes the wire format, and longer varints than there need be.
  private static final class Bytes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Bytes tag(int number, int type) {
      return varint((long) number << 3 | type);
    }

    Bytes varint(long value) {
      return varint(value, 0);
    }

    Bytes varint(long value, int padding) {
      long rest = value;
      while ((rest & ~0x7FL) != 0) {
        bytes.write((int) (rest & 0x7F) | 0x80);
        rest >>>= 7;
      }
      bytes.write((int) rest | (padding > 0 ? 0x80 : 0));
      for (int i = padding; i > 0; i--) {
        bytes.write(i > 1 ? 0x80 : 0);
      }
      return this;
    }

    Bytes raw(byte[] raw) {
      bytes.writeBytes(raw);
      return this;
    }

    byte[] toByteArray() {
      return bytes.toByteArray();
    }
  }
}
