package wsroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static wsroom.session.CloseReason.SERVER_BEHIND;
import static wsroom.session.Packets.update;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import wsroom.proto.rfc5.WsPacket;
import wsroom.room.ThreadRooms;
import wsroom.websocket.FakeIoThreads;
import wsroom.websocket.ServerFrames.Close;

/// An I/O thread that falls behind its hand-over queue: the queue's memory is bounded, and nothing
/// reliable is lost without a close with that reason.
class BehindThreadsTest {
  private static final int SCENE_BYTES = 12 * 1024;
  private static final int SPEAKERS = 20;
  private static final int MEBIBYTE = 1 << 20;

  private final FakeIoThreads threads = FakeIoThreads.inOrder(2);
  private final Relay relay = new Relay(RelaySettings.defaults(), threads);
  private final Client ann = relay.client("ann", "plaza", 0).joins();
  private final Client bob = relay.client("bob", "plaza", 1).joins();
  private final ThreadRooms behind = relay.rooms.get(1);
  private final List<Client> speakers = new ArrayList<>();

  @BeforeEach
  void stallSecondThread() {
    for (int i = 0; i < SPEAKERS; i++) {
      speakers.add(relay.client("speaker " + i, "plaza", 0).joins());
    }
    ann.rest();
    bob.rest();
    threads.stalls(threads.get(1));
  }

  @Test
  void unreliableUpdatesAreDroppedFirst() {
    allSend(40, true);
    relay.passes(Duration.ofSeconds(1));
    assertThat(behind.handOverBytes()).isBetween(8L * MEBIBYTE, 9L * MEBIBYTE);
    assertThat(relay.rooms.getFirst().counters().handOverDropped()).isPositive();
    List<WsPacket> said = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      ann.says("word " + i).saysUnreliably("murmur");
      said.add(update(ann, "word " + i));
    }
    relay.passes(Duration.ofMillis(100));
    threads.stallsNoMore();
    relay.passes(Duration.ofMillis(100));

    assertThat(behind.handOverBytes()).isZero();
    List<WsPacket> heard = bob.rest();
    assertThat(heard).filteredOn(packet -> isFrom(ann, packet)).isEqualTo(said);
    assertThat(heard.size()).isLessThan(50 + SPEAKERS * 40);
    assertThat(relay.metrics.ends()).isEmpty();
    ann.saysUnreliably("all again");
    relay.passes(Duration.ofMillis(20));
    assertThat(bob.rest()).containsExactly(Packets.unreliableUpdate(ann, "all again"));
  }

  @Test
  void peerThatMissesReliableUpdatesIsClosed() {
    allSend(80, false);
    relay.passes(Duration.ofSeconds(2));
    assertThat(behind.handOverBytes()).isBetween(16L * MEBIBYTE, 17L * MEBIBYTE);
    assertThat(ann.rest()).hasSize(SPEAKERS * 80);
    Client guest = relay.client("guest", "plaza", 0).joins();
    threads.stallsNoMore();
    relay.passes(Duration.ofSeconds(2));

    assertThat(relay.metrics.ended(SERVER_BEHIND)).isEqualTo(1);
    assertThat(bob.socket().heard())
        .last()
        .isEqualTo(new Close(SERVER_BEHIND.code(), SERVER_BEHIND.text()));
    assertThat(ann.rest()).containsExactly(Packets.joined(guest), Packets.left(bob));
    Client back = relay.client("bob", "plaza", 1).joins();
    assertThat(back.welcomedBy().getPeerIdentitiesMap()).hasSize(SPEAKERS + 2);
    // The other thread learns of the join with the next flush of this one.
    relay.passes(Duration.ofMillis(20));
    ann.says("welcome back");
    relay.passes(Duration.ofMillis(20));
    assertThat(back.rest()).containsExactly(update(ann, "welcome back"));
  }

  /// Even if no update follows the missed one.
  @Test
  void peerThatMissesTheLastReliableUpdateIsClosed() {
    allSend(80, false);
    relay.passes(Duration.ofSeconds(2));
    threads.stallsNoMore();
    relay.passes(Duration.ofSeconds(2));

    assertThat(relay.metrics.ended(SERVER_BEHIND)).isEqualTo(1);
    assertThat(behind.handOverBytes()).isZero();
  }

  private void allSend(int times, boolean unreliable) {
    WsPacket scene = update(0, ByteString.copyFrom(new byte[SCENE_BYTES]), unreliable);
    for (Client speaker : speakers) {
      for (int i = 0; i < times; i++) {
        speaker.says(scene);
      }
    }
  }

  private static boolean isFrom(Client speaker, WsPacket packet) {
    return packet.getPeerUpdateMessage().getFromAlias() == speaker.alias()
        && !packet.getPeerUpdateMessage().getUnreliable();
  }
}
