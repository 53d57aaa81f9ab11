package wsroom.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import wsroom.loadtest.client.Target;
import wsroom.proto.rfc5.WsPacket;
import wsroom.proto.rfc5.WsPeerUpdate;

/// The fast parser of updates against protobuf.
class UpdateCheckerTest {
  private static final int ALIAS = 2_000_000_000;

  private final UpdateKind reliable = new UpdateKind(0, "reliable", 60, true);
  private final UpdateKind unreliable = new UpdateKind(1, "unreliable", 12, false);
  private final UpdateKind large = new UpdateKind(2, "large", 20_000, true);
  private final LoopCounters counters = new LoopCounters();
  private final SessionRegistry registry = new SessionRegistry(1, 2);
  private final RunContext run =
      RunContext.of(
          Target.parse("ws://127.0.0.1:1"),
          null,
          "test",
          registry,
          new UpdateKinds(List.of(reliable, unreliable, large)),
          Runnable::run);
  private final int listener = registry.register(0, "0xlistener");
  private final int speaker = registry.register(0, "0xspeaker");
  private final DeliveryTracker tracker = new DeliveryTracker(registry, counters, listener);
  private final UpdateChecker checker = new UpdateChecker(run, counters, tracker, 0);

  @BeforeEach
  void bothHaveJoined() {
    registry.welcomed(listener, 1);
    registry.welcomed(speaker, ALIAS);
    tracker.start();
  }

  @Test
  void usualUpdatesAreReadWithoutProtobuf() {
    for (UpdateKind kind : List.of(reliable, unreliable, large)) {
      assertThat(tryCheck(packet(kind, 0, ALIAS).toByteArray())).as(kind.name()).isTrue();
    }
    assertThat(counters.reliableDeliveries).isEqualTo(1 + 1);
    assertThat(counters.unreliableDeliveries).isEqualTo(1);
    assertThat(counters.deliveredBytes).isEqualTo(60 + 12 + 20_000);
  }

  @Test
  void writtenUpdatesAreReadByProtobuf() throws Exception {
    ByteBuffer written = ByteBuffer.allocate(30_000);
    for (UpdateKind kind : List.of(reliable, unreliable, large)) {
      written.clear();
      kind.put(written, header(kind, 7), 5, run.noise());
      assertThat(written.position()).isEqualTo(kind.packetBytes());
      WsPeerUpdate update = WsPacket.parseFrom(written.flip()).getPeerUpdateMessage();
      assertThat(update.getBody().size()).isEqualTo(kind.bodyBytes());
      assertThat(update.getUnreliable()).isEqualTo(!kind.reliable());
    }
  }

  @Test
  void otherPacketsAndFieldOrdersAreLeftToProtobuf() {
    byte[] reordered = {0x1a, 16, 0x18, 1, 0x12, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    assertThat(tryCheck(reordered)).isFalse();
    assertThat(tryCheck(new byte[] {0x32, 2, 8, 1})).isFalse();
    assertThat(tryCheck(new byte[0])).isFalse();
  }

  @Test
  void arbitraryBytesDoNotThrow() {
    SplittableRandom random = new SplittableRandom(7);
    byte[] update = packet(reliable, 0, ALIAS).toByteArray();
    for (int i = 0; i < 20_000; i++) {
      byte[] changed = update.clone();
      for (int j = random.nextInt(1, 5); j > 0; j--) {
        changed[random.nextInt(Math.min(20, changed.length))] = (byte) random.nextInt();
      }
      int length = random.nextInt(changed.length + 1);
      ByteBuffer in = ByteBuffer.allocate(length).put(changed, 0, length);
      checker.tryCheck(in, 0, length);
    }
    assertThat(counters.faults.isEmpty()).isFalse();
  }

  @Test
  void updateOfAnotherRunIsAltered() {
    WsPacket packet = packet(reliable, 0, ALIAS);
    byte[] body = packet.getPeerUpdateMessage().getBody().toByteArray();
    body[0]++;
    tryCheck(update(ByteString.copyFrom(body), ALIAS, false).toByteArray());

    assertThat(counters.faults.count(Fault.ALTERED)).isEqualTo(1);
    assertThat(counters.reliableDeliveries).isZero();
  }

  @Test
  void ownUpdateIsAnEcho() {
    ByteBuffer body = ByteBuffer.allocate(60);
    body.putLong(UpdateHeader.pack(run.number(), 0, listener, 0)).putInt(0);
    body.put(body.position(), run.noise(), 12, 48);
    tryCheck(update(ByteString.copyFrom(body.array()), 1, false).toByteArray());

    assertThat(counters.faults.count(Fault.ECHOED)).isEqualTo(1);
  }

  private boolean tryCheck(byte[] packet) {
    return checker.tryCheck(ByteBuffer.wrap(packet), 0, packet.length);
  }

  private WsPacket packet(UpdateKind kind, int sequence, int alias) {
    ByteBuffer body = ByteBuffer.allocate(kind.bodyBytes());
    body.putLong(header(kind, sequence)).putInt(0);
    body.put(body.position(), run.noise(), 12, kind.bodyBytes() - 12);
    // Large ones are the second reliable of the speaker.
    if (kind == large) {
      body.putLong(0, header(kind, 1));
    }
    return update(ByteString.copyFrom(body.array()), alias, !kind.reliable());
  }

  private long header(UpdateKind kind, int sequence) {
    return UpdateHeader.pack(run.number(), kind.number(), speaker, sequence);
  }

  private static WsPacket update(ByteString body, int alias, boolean unreliable) {
    return WsPacket.newBuilder()
        .setPeerUpdateMessage(
            WsPeerUpdate.newBuilder().setFromAlias(alias).setBody(body).setUnreliable(unreliable))
        .build();
  }
}
