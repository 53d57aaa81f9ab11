package wsroom.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import wsroom.proto.rfc5.WsPacket;
import wsroom.proto.rfc5.WsPeerUpdate;

/// Compares the splice with protobuf over random packets, by [SpliceOracle].
///
/// Each packet has a seed. `-Dpackets.seed=N` repeats one, `-Dpackets.runs=N` sets their number.
class PacketPropertyTest {
  private static final int FROM_ALIAS = 1;
  private static final int BODY = 2;
  private static final int UNRELIABLE = 3;

  private final SpliceOracle oracle = new SpliceOracle();

  @Test
  void randomBytesAreReadAlikeBySpliceAndProtobuf() {
    forEachSeed(3_000, random -> oracle.assertAgreement(bytes(random, 40), 1));
  }

  /// Random fields, most of them valid, so that parsing gets far.
  @Test
  void randomFieldsAreReadAlikeBySpliceAndProtobuf() {
    double spliced =
        forEachSeed(
            6_000,
            random -> {
              byte[] fields = fields(random);
              byte[] packet =
                  new WireBytes().tag(3, 2).varint(fields.length).raw(fields).toByteArray();
              return oracle.assertAgreement(packet, alias(random));
            });
    if (Long.getLong("packets.seed") == null) {
      assertThat(spliced).as("share of the fast path").isBetween(0.3, 0.9);
    }
  }

  @Test
  void corruptedPacketIsReadAlikeBySpliceAndProtobuf() {
    forEachSeed(
        4_000,
        random -> {
          byte[] bytes = update(random).toByteArray();
          for (int i = 1 + random.nextInt(3); i > 0; i--) {
            bytes[Math.min(random.nextInt(bytes.length), random.nextInt(12) % bytes.length)] =
                (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(32));
          }
          return oracle.assertAgreement(bytes, 7);
        });
  }

  @Test
  void truncatedPacketIsReadAlikeBySpliceAndProtobuf() {
    forEachSeed(
        1_000,
        random -> {
          byte[] bytes = update(random).toByteArray();
          return oracle.assertAgreement(Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)), 7);
        });
  }

  @Test
  void updateIsSplicedToTheBytesThatProtobufWouldWrite() {
    forEachSeed(
        2_000,
        random -> {
          WsPacket packet = update(random);
          int alias = alias(random);
          WsPeerUpdate sent = packet.getPeerUpdateMessage();
          byte[] expected =
              packet.toBuilder()
                  .setPeerUpdateMessage(sent.toBuilder().setFromAlias(alias))
                  .build()
                  .toByteArray();

          assertThat(oracle.spliced(packet.toByteArray(), alias)).isEqualTo(expected);
          assertThat(body(expected)).isEqualTo(sent.getBody());
          return true;
        });
  }

  /// Returns the share of seeds for which the check returned true.
  private static double forEachSeed(int usualRuns, Predicate<Random> check) {
    Long only = Long.getLong("packets.seed");
    int runs = Integer.getInteger("packets.runs", usualRuns);
    long[] seeds = (only == null ? LongStream.range(0, runs) : LongStream.of(only)).toArray();
    int passed = 0;
    for (long seed : seeds) {
      try {
        passed += check.test(new Random(seed)) ? 1 : 0;
      } catch (RuntimeException | AssertionError failure) {
        fail("repeat with -Dpackets.seed=" + seed, failure);
      }
    }
    return (double) passed / seeds.length;
  }

  private static ByteString body(byte[] packet) {
    try {
      return WsPacket.parseFrom(packet).getPeerUpdateMessage().getBody();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  /// An alias of at least 1, with all lengths of its varint equally likely.
  private static int alias(Random random) {
    return Math.max(1, random.nextInt() >>> (1 + random.nextInt(31)));
  }

  private static byte[] bytes(Random random, int maxLength) {
    byte[] bytes = new byte[random.nextInt(maxLength + 1)];
    random.nextBytes(bytes);
    if (random.nextInt(4) == 0) {
      Arrays.fill(bytes, (byte) (random.nextBoolean() ? 0 : 0xFF));
    }
    return bytes;
  }

  private static WsPacket update(Random random) {
    return WsPacket.newBuilder()
        .setPeerUpdateMessage(
            WsPeerUpdate.newBuilder()
                .setFromAlias(random.nextInt(4) == 0 ? 0 : random.nextInt())
                .setBody(ByteString.copyFrom(bytes(random, 300)))
                .setUnreliable(random.nextBoolean()))
        .build();
  }

  private static byte[] fields(Random random) {
    WireBytes fields = new WireBytes();
    for (int count = random.nextInt(6); count > 0; count--) {
      if (random.nextInt(9) > 0) {
        putKnown(fields, random);
      } else {
        putUnusual(fields, random);
      }
    }
    return fields.toByteArray();
  }

  private static void putKnown(WireBytes fields, Random random) {
    switch (random.nextInt(4)) {
      case 0 -> putVarint(fields, random, FROM_ALIAS);
      case 1 -> putVarint(fields, random, UNRELIABLE);
      default -> putBytes(fields, random, BODY);
    }
  }

  private static void putUnusual(WireBytes fields, Random random) {
    switch (random.nextInt(3)) {
      case 0 -> putVarint(fields, random, random.nextInt(41));
      case 1 -> putBytes(fields, random, random.nextInt(41));
      default -> fields.raw(bytes(random, 6));
    }
  }

  private static void putVarint(WireBytes fields, Random random, int number) {
    fields.tag(number, 0).varint(random.nextLong() >>> random.nextInt(64), random.nextInt(4));
  }

  private static void putBytes(WireBytes fields, Random random, int number) {
    byte[] value = bytes(random, 20);
    fields.tag(number, 2).varint(value.length, random.nextInt(3)).raw(value);
  }
}
