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

/// The fast reading of updates against protobuf's.
class HearingTest {
  private static final int ALIAS = 2_000_000_000;

  private final Kind reliable = new Kind(0, "reliable", 60, true);
  private final Kind unreliable = new Kind(1, "unreliable", 12, false);
  private final Kind large = new Kind(2, "large", 20_000, true);
  private final Tally tally = new Tally();
  private final Roster roster = new Roster(1, 2);
  private final Run run =
      Run.of(
          Target.parse("ws://127.0.0.1:1"),
          null,
          "test",
          roster,
          new Kinds(List.of(reliable, unreliable, large)),
          Runnable::run);
  private final int listener = roster.register(0, "0xlistener");
  private final int speaker = roster.register(0, "0xspeaker");
  private final Receipts receipts = new Receipts(roster, tally, listener);
  private final Hearing hearing = new Hearing(run, tally, receipts, 0);

  @BeforeEach
  void bothAreIn() {
    roster.welcomed(listener, 1);
    roster.welcomed(speaker, ALIAS);
    receipts.begin();
  }

  @Test
  void updatesAsServersWriteThemAreReadWithoutProtobuf() {
    for (Kind kind : List.of(reliable, unreliable, large)) {
      assertThat(hear(packet(kind, 0, ALIAS).toByteArray())).as(kind.name()).isTrue();
    }
    assertThat(tally.reliableDeliveries).isEqualTo(1 + 1);
    assertThat(tally.unreliableDeliveries).isEqualTo(1);
    assertThat(tally.deliveredBytes).isEqualTo(60 + 12 + 20_000);
  }

  @Test
  void whatIsWrittenIsWhatProtobufReads() throws Exception {
    ByteBuffer written = ByteBuffer.allocate(30_000);
    for (Kind kind : List.of(reliable, unreliable, large)) {
      written.clear();
      kind.put(written, header(kind, 7), 5, run.noise());
      assertThat(written.position()).isEqualTo(kind.packetBytes());
      WsPeerUpdate update = WsPacket.parseFrom(written.flip()).getPeerUpdateMessage();
      assertThat(update.getBody().size()).isEqualTo(kind.bodyBytes());
      assertThat(update.getUnreliable()).isEqualTo(!kind.reliable());
    }
  }

  @Test
  void otherPacketsAndOtherOrdersAreLeftToProtobuf() {
    byte[] reordered = {0x1a, 16, 0x18, 1, 0x12, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    assertThat(hear(reordered)).isFalse();
    assertThat(hear(new byte[] {0x32, 2, 8, 1})).isFalse();
    assertThat(hear(new byte[0])).isFalse();
  }

  @Test
  void noBytesBreakIt() {
    SplittableRandom random = new SplittableRandom(7);
    byte[] update = packet(reliable, 0, ALIAS).toByteArray();
    for (int i = 0; i < 20_000; i++) {
      byte[] changed = update.clone();
      for (int j = random.nextInt(1, 5); j > 0; j--) {
        changed[random.nextInt(Math.min(20, changed.length))] = (byte) random.nextInt();
      }
      int length = random.nextInt(changed.length + 1);
      ByteBuffer in = ByteBuffer.allocate(length).put(changed, 0, length);
      hearing.hear(in, 0, length);
    }
    assertThat(tally.faults.isEmpty()).isFalse();
  }

  @Test
  void anUpdateOfAnotherRunIsAltered() {
    WsPacket packet = packet(reliable, 0, ALIAS);
    byte[] body = packet.getPeerUpdateMessage().getBody().toByteArray();
    body[0]++;
    hear(update(ByteString.copyFrom(body), ALIAS, false).toByteArray());

    assertThat(tally.faults.count(Fault.ALTERED)).isEqualTo(1);
    assertThat(tally.reliableDeliveries).isZero();
  }

  @Test
  void onesOwnUpdateIsAnEcho() {
    ByteBuffer body = ByteBuffer.allocate(60);
    body.putLong(UpdateHeader.pack(run.number(), 0, listener, 0)).putInt(0);
    body.put(body.position(), run.noise(), 12, 48);
    hear(update(ByteString.copyFrom(body.array()), 1, false).toByteArray());

    assertThat(tally.faults.count(Fault.ECHOED)).isEqualTo(1);
  }

  private boolean hear(byte[] packet) {
    return hearing.hear(ByteBuffer.wrap(packet), 0, packet.length);
  }

  private WsPacket packet(Kind kind, int sequence, int alias) {
    ByteBuffer body = ByteBuffer.allocate(kind.bodyBytes());
    body.putLong(header(kind, sequence)).putInt(0);
    body.put(body.position(), run.noise(), 12, kind.bodyBytes() - 12);
    // Large ones are the second reliable of the speaker.
    if (kind == large) {
      body.putLong(0, header(kind, 1));
    }
    return update(ByteString.copyFrom(body.array()), alias, !kind.reliable());
  }

  private long header(Kind kind, int sequence) {
    return UpdateHeader.pack(run.number(), kind.number(), speaker, sequence);
  }

  private static WsPacket update(ByteString body, int alias, boolean unreliable) {
    return WsPacket.newBuilder()
        .setPeerUpdateMessage(
            WsPeerUpdate.newBuilder().setFromAlias(alias).setBody(body).setUnreliable(unreliable))
        .build();
  }
}
