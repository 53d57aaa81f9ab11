package wsroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static wsroom.session.CloseReason.BACKLOG_OVERFLOW;
import static wsroom.session.CloseReason.SERVER_FULL;
import static wsroom.session.CloseReason.SHUTDOWN;
import static wsroom.session.CloseReason.TOO_MANY_FRAMES;
import static wsroom.session.CloseReason.TOO_MANY_HANDSHAKES;
import static wsroom.session.CloseReason.TOO_MANY_UNKNOWN_PACKETS;
import static wsroom.session.CloseReason.UNRESPONSIVE;
import static wsroom.session.Packets.joined;
import static wsroom.session.Packets.kicked;
import static wsroom.session.Packets.left;
import static wsroom.session.Packets.update;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import wsroom.limit.ConnectionLimiter;
import wsroom.proto.rfc5.WsPacket;
import wsroom.websocket.ClientFrames;
import wsroom.websocket.ServerFrames.Close;
import wsroom.websocket.ServerFrames.Message;
import wsroom.websocket.ServerFrames.Ping;
import wsroom.websocket.ServerFrames.Pong;

/// Ends of sessions after their welcome: idle peers, slow consumers, rate limits, and drains.
class EndingsTest {
  private static final int PACKET_BURST = 200 * 10;
  private static final int BYTE_BURST = 128 * 1024;
  private static final int UNKNOWN_PACKET_BURST = 60;
  private static final Duration IDLE_TIMEOUT = SessionSettings.IDLE_TIMEOUT;

  private final Relay relay =
      Relay.with(RelaySettings.builder().backlogLimitBytes(200_000).build());
  private final Client bob = relay.client("bob").joins();
  private final Client eve = relay.client("eve").joins();

  EndingsTest() {
    bob.hears(joined(eve));
  }

  // --- Idle peers ---

  @Test
  void idlePeerIsPingedAfterTenSecondsAndClosedAfterTwenty() {
    relay.passes(IDLE_TIMEOUT.minusMillis(1));
    eve.hearsNothing();
    relay.passes(Relay.TICK);
    eve.hearsAPing();
    bob.hearsAPing();
    bob.says("alive");
    eve.hears(update(bob, "alive"));

    relay.passes(IDLE_TIMEOUT.minus(Relay.TICK));
    bob.hearsNothing();
    relay.passes(Relay.TICK);
    assertThat(relay.metrics.ended(UNRESPONSIVE)).isEqualTo(1);
    eve.isDropped();
    assertThat(bob.rest()).containsExactly(left(eve));
  }

  @Test
  void pongKeepsTheSession() {
    relay.passes(IDLE_TIMEOUT.plus(Relay.TICK));
    eve.hearsAPing().socket().sends(ClientFrames.pong(new byte[] {0x32, 0}));
    relay.passes(IDLE_TIMEOUT.minus(Relay.TICK));
    bob.hearsAPing();
    eve.hearsNothing();
    relay.passes(Relay.TICK.multipliedBy(2));

    eve.hears(left(bob)).hearsAPing();
    assertThat(relay.metrics.ends()).containsExactly("ended UNRESPONSIVE after the welcome");
  }

  @Test
  void peerIsPingedBeforeItIsClosedAfterAPauseOfTheServer() {
    relay.threads.jumps(Duration.ofMinutes(5));
    relay.passes(Relay.TICK);
    assertThat(relay.metrics.ends()).isEmpty();
    eve.hearsAPing().socket().sends(ClientFrames.pong(new byte[] {0x32, 0}));
    bob.hearsAPing();

    relay.passes(SessionSettings.REPLY_TIMEOUT.plus(Relay.TICK.multipliedBy(2)));
    assertThat(relay.metrics.ends()).containsExactly("ended UNRESPONSIVE after the welcome");
    eve.hears(left(bob));
  }

  @Test
  void writesOfTheServerDoNotCountAsActivity() {
    for (int second = 0; second < 21; second++) {
      bob.says("hello?");
      relay.passes(Duration.ofSeconds(1));
    }
    assertThat(relay.metrics.ends()).containsExactly("ended UNRESPONSIVE after the welcome");
    eve.isDropped();
    bob.hears(left(eve));
  }

  @Test
  void activePeerIsNotPinged() {
    for (int second = 0; second < 60; second++) {
      bob.says("b");
      eve.says("e");
      relay.passes(Duration.ofSeconds(1));
    }
    assertThat(bob.rest()).hasSize(60);
    assertThat(eve.rest()).hasSize(60);
  }

  // --- Slow consumers ---

  @Test
  void slowConsumerIsClosedAndOthersAreNotDelayed() {
    Client ann = relay.client("ann").joins();
    bob.hears(joined(ann));
    eve.hears(joined(ann));
    eve.socket().readsNothing();
    List<WsPacket> said = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      bob.says("x".repeat(10_000));
      relay.passes(Duration.ofMillis(10));
      said.add(update(bob, "x".repeat(10_000)));
    }
    assertThat(relay.metrics.ended(BACKLOG_OVERFLOW)).isEqualTo(1);
    assertThat(ann.rest()).containsAll(said).contains(left(eve)).hasSize(31);
    bob.hears(left(eve));

    eve.socket().readsEverything();
    relay.settles();
    assertThat(eve.socket().heard())
        .last()
        .isEqualTo(new Close(1013, "reads too slowly: its backlog overflowed"));
  }

  @Test
  void peerWithoutProgressIsClosedDespiteASmallBacklog() {
    eve.socket().readsNothing();
    bob.says("hello");
    relay.settles();
    for (int second = 0; second < 9; second++) {
      eve.says("I talk");
      bob.says("on");
      relay.passes(Duration.ofSeconds(1));
    }
    assertThat(relay.metrics.ends()).isEmpty();
    eve.says("I talk");
    bob.says("on");
    relay.passes(Duration.ofSeconds(1).plus(Relay.TICK));
    assertThat(relay.metrics.ends()).containsExactly("ended NO_PROGRESS after the welcome");
    assertThat(bob.rest()).contains(left(eve));
  }

  @Test
  void peerWithoutProgressIsClosedAfterAShorterTimeoutThanAnIdleOne() {
    Relay strict =
        Relay.with(RelaySettings.builder().backlogTimeout(Duration.ofSeconds(3)).build());
    Client ann = strict.client("ann").joins();
    strict.client("joe").joins().socket().readsNothing();
    ann.says("hello");
    strict.passes(Duration.ofMillis(2_900));
    assertThat(strict.metrics.ends()).isEmpty();
    strict.passes(Duration.ofMillis(100).plus(Relay.TICK));

    assertThat(strict.metrics.ends()).containsExactly("ended NO_PROGRESS after the welcome");
  }

  @Test
  void slowConsumerMissesOnlyUnreliableUpdates() {
    eve.socket().readsNothing();
    for (int i = 0; i < 20; i++) {
      bob.says("r" + i).saysUnreliably("u" + i);
      relay.settles();
    }
    relay.passes(Duration.ofSeconds(2));
    bob.says("last");
    relay.settles();
    eve.socket().readsEverything();
    List<String> reliable = new ArrayList<>();
    for (WsPacket packet : eve.rest()) {
      if (!packet.getPeerUpdateMessage().getUnreliable()) {
        reliable.add(packet.getPeerUpdateMessage().getBody().toStringUtf8());
      }
    }
    assertThat(reliable).hasSize(21).startsWith("r0", "r1").endsWith("r19", "last");
    assertThat(relay.metrics.ends()).isEmpty();
  }

  @Test
  void slowSilentSpectatorStays() {
    eve.socket().readsNothing();
    for (int second = 0; second < 60; second++) {
      for (int i = 0; i < 10; i++) {
        bob.saysUnreliably("x".repeat(1_000));
      }
      eve.socket().reads(3_000);
      relay.passes(Duration.ofSeconds(1));
    }
    assertThat(relay.metrics.ends()).isEmpty();

    // It reads everything again, and is pinged only after ten idle seconds.
    eve.socket().readsEverything();
    relay.passes(IDLE_TIMEOUT.minusSeconds(1));
    bob.saysUnreliably("on");
    assertThat(relay.metrics.ends()).isEmpty();
    assertThat(eve.socket().heard()).noneMatch(Ping.class::isInstance);
    relay.passes(Duration.ofSeconds(2));
    assertThat(eve.socket().heard()).anyMatch(Ping.class::isInstance);
  }

  @Test
  void peerBelowTheLeastPaceIsClosed() {
    eve.socket().readsNothing();
    bob.says("x".repeat(50_000));
    for (int second = 1; second <= 9; second++) {
      bob.says("on");
      relay.passes(Duration.ofSeconds(1));
    }
    eve.socket().reads(8);
    assertThat(relay.metrics.ends()).isEmpty();
    bob.says("on");
    relay.passes(Duration.ofSeconds(1).plus(Relay.TICK));

    assertThat(relay.metrics.ends()).containsExactly("ended BELOW_LEAST_PACE after the welcome");
    bob.hears(left(eve));
    eve.socket().readsEverything();
    relay.settles();
    assertThat(eve.socket().heard())
        .last()
        .isEqualTo(new Close(1013, "reads too slowly: below the least pace"));
  }

  @Test
  void peerAtTheLeastPaceStays() {
    eve.socket().readsNothing();
    bob.says("x".repeat(50_000));
    for (int second = 1; second <= 30; second++) {
      bob.says("on");
      eve.socket().reads(Relay.LEAST_PACE);
      relay.passes(Duration.ofSeconds(1));
    }

    assertThat(relay.metrics.ends()).isEmpty();
  }

  // --- Rate limits ---

  @Test
  void unreliableUpdatesBeyondTheRateAreDropped() {
    for (int i = 0; i < PACKET_BURST + 100; i++) {
      eve.saysUnreliably("m");
    }
    assertThat(bob.rest()).hasSize(PACKET_BURST);
    assertThat(relay.rooms.getFirst().counters().excessUpdates()).isEqualTo(100);

    relay.passes(Duration.ofSeconds(1));
    for (int i = 0; i < 300; i++) {
      eve.saysUnreliably("m");
    }
    assertThat(bob.rest()).hasSize(200);
    assertThat(relay.metrics.ends()).isEmpty();
  }

  @Test
  void reliableUpdatesBeyondTheRateArePostponedWithoutClose() {
    for (int i = 0; i < PACKET_BURST + 200; i++) {
      eve.says("r" + i);
    }
    eve.hearsNothing();
    relay.passes(relay.settings.flushWindow());
    assertThat(bob.rest()).hasSize(PACKET_BURST);
    assertThat(eve.socket().isPaused()).isTrue();

    relay.passes(Duration.ofMillis(500));
    assertThat(bob.rest()).hasSizeBetween(90, 100);
    relay.passes(Duration.ofMillis(600));
    assertThat(bob.rest()).last().isEqualTo(update(eve, "r" + (PACKET_BURST + 199)));
    assertThat(eve.socket().isPaused()).isFalse();
    assertThat(relay.metrics.ends()).isEmpty();
  }

  @Test
  void bytesHaveTheirOwnRate() {
    WsPacket big = update(0, ByteString.copyFrom(new byte[60_000]), true);
    int fit = BYTE_BURST / big.getSerializedSize();
    for (int i = 0; i < fit + 16; i++) {
      eve.says(big);
    }
    assertThat(bob.rest()).hasSize(fit);
    relay.passes(Duration.ofSeconds(1));
    assertThat(bob.rest()).hasSize(16);
    assertThat(relay.rooms.getFirst().counters().excessUpdates()).isZero();
  }

  @Test
  void burstQueuedByASuspendedClientPasses() {
    for (int i = 0; i < 1_000; i++) {
      eve.says("queued");
    }
    assertThat(bob.rest()).hasSize(1_000);
    eve.hearsNothing();
  }

  @Test
  void unknownPacketsBeyondAMinutesRateCloseTheSession() {
    for (int i = 0; i < UNKNOWN_PACKET_BURST; i++) {
      eve.says(left(7));
    }
    eve.hearsNothing();
    relay.passes(Duration.ofSeconds(1));
    eve.says(left(7)).hearsNothing();
    eve.says(left(7)).isClosedWith(TOO_MANY_UNKNOWN_PACKETS);
    assertThat(relay.metrics.unknownPackets()).isEqualTo(UNKNOWN_PACKET_BURST + 2);
    bob.hears(left(eve));
  }

  @Test
  void floodOfPingsClosesTheSession() {
    for (int i = 0; i < PACKET_BURST; i++) {
      eve.socket().sends(ClientFrames.ping(new byte[] {1}));
    }
    relay.settles();
    assertThat(relay.metrics.ends()).isEmpty();
    eve.socket().sends(ClientFrames.ping(new byte[] {1}));
    relay.settles();

    assertThat(relay.metrics.ended(TOO_MANY_FRAMES)).isEqualTo(1);
    assertThat(eve.socket().heard()).filteredOn(Pong.class::isInstance).isNotEmpty();
    assertThat(eve.socket().heard())
        .last()
        .isEqualTo(new Close(TOO_MANY_FRAMES.code(), "too many frames"));
    bob.hears(left(eve));
  }

  // --- Connection limits ---

  @Test
  void fullServerRejectsAndReleasesTheConnection() {
    Relay full =
        Relay.with(
            RelaySettings.builder()
                .limiter(new ConnectionLimiter.Limits(1, 0, 0, 0, false))
                .build());
    Client first = full.client("bob").joins();
    full.client("eve").hears(kicked("the server is full")).isClosedWith(SERVER_FULL);
    assertThat(full.limiter.connections()).isEqualTo(1);

    first.leaves();
    full.client("eve").joins();
  }

  @Test
  void pendingHandshakesAreLimitedWithoutCountingPeers() {
    Relay busy =
        Relay.with(
            RelaySettings.builder()
                .limiter(new ConnectionLimiter.Limits(0, 2, 0, 0, false))
                .build());
    busy.client("bob").joins();
    Client ann = busy.client("ann");
    busy.client("joe").identifies().next();
    busy.client("eve")
        .hears(kicked("too many connections are just coming in"))
        .isClosedWith(TOO_MANY_HANDSHAKES);
    ann.joins();
    busy.client("eve").joins();
    assertThat(busy.limiter.pending()).isEqualTo(1);
  }

  // --- Drain ---

  @Test
  void drainSpreadsTheEndsOverItsTime() {
    Relay big = Relay.withDefaults();
    List<Client> crowd = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      crowd.add(big.client("p" + i).joins());
    }
    Client pending = big.client("pending").identifies();
    pending.next();
    big.sessions().drain(SHUTDOWN, Duration.ofSeconds(5));
    List<Long> ended = new ArrayList<>();
    for (int second = 0; second < 5; second++) {
      big.passes(Duration.ofSeconds(1));
      ended.add(big.metrics.ended(SHUTDOWN));
    }

    assertThat(ended).last().isEqualTo(51L);
    for (int second = 0; second < 4; second++) {
      assertThat(ended.get(second)).isBetween(9L * (second + 1), 13L * (second + 1));
    }
    for (Client client : crowd) {
      assertThat(client.socket().heard())
          .last()
          .isEqualTo(new Close(1001, "the server is going away"));
    }
  }

  @Test
  void drainOfFewSessionsIsSpreadAsEvenly() {
    Relay small = Relay.withDefaults();
    for (int i = 0; i < 3; i++) {
      small.client("p" + i).joins();
    }
    small.sessions().drain(SHUTDOWN, Duration.ofSeconds(3));
    List<Long> ended = new ArrayList<>();
    for (int second = 0; second < 3; second++) {
      small.passes(Duration.ofMillis(950));
      ended.add(small.metrics.ended(SHUTDOWN));
    }

    assertThat(ended).containsExactly(1L, 2L, 3L);
  }

  @Test
  void failingCloseLeavesNoGhost() {
    relay.metrics.failsAtKicks();
    Client again = relay.client("eve").joins();

    bob.hears(left(eve), joined(again));
    assertThat(relay.seats().users()).isEqualTo(2);
    relay.passes(SessionSettings.CLOSE_TIMEOUT.plus(Relay.TICK));
    eve.isDropped();
  }

  @Test
  void sessionsWhoseSocketsAreClosedLeaveNoTimerBehind() {
    bob.leaves();
    eve.leaves();
    relay.passes(Relay.TICK.multipliedBy(2));
    long before = relay.threads.timersFired();
    relay.passes(Duration.ofSeconds(1));

    assertThat(relay.threads.timersFired()).isEqualTo(before);
  }

  @Test
  void immediateDrainEndsAllAtOnceAndLosesNothing() {
    eve.says("last words");
    relay.sessions().drain(SHUTDOWN, Duration.ZERO);
    relay.settles();

    assertThat(relay.metrics.ended(SHUTDOWN)).isEqualTo(2);
    assertThat(bob.socket().heard()).last().isEqualTo(new Close(1001, SHUTDOWN.text()));
    assertThat(bob.socket().heard())
        .contains(new Message(update(eve, "last words").toByteString()));
    assertThat(relay.seats().users()).isZero();
    relay.passes(SessionSettings.CLOSE_TIMEOUT.plus(Relay.TICK));
    assertThat(relay.metrics.open()).isZero();
  }
}
