package wsroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static wsroom.session.CloseReason.BACKLOG_OVERFLOW;
import static wsroom.session.CloseReason.KICKED;
import static wsroom.session.Packets.left;
import static wsroom.session.Packets.update;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import wsroom.proto.rfc5.WsPacket;
import wsroom.room.RelayLimit;
import wsroom.websocket.ClientFrames;
import wsroom.websocket.FakeIoThreads;

/// No sender gets another member closed, alone or together with others: updates beyond the rate of
/// the room's readers wait in their sender's socket.
class PacedSendersTest {
  private static final int BACKLOG_BYTES = 1 << 20;
  private static final int SCENE_BYTES = 12 * 1024;

  /// The bytes that a reader of 2.5 MB/s reads in [#STEP].
  private static final int BYTES_PER_STEP = 25_000;

  private static final Duration STEP = Duration.ofMillis(10);

  private final Relay relay =
      new Relay(
          RelaySettings.defaults(),
          FakeIoThreads.inOrder(1),
          new RelayLimit(2 << 20, BACKLOG_BYTES / 8));
  private final Client eve = relay.client("eve").joins();
  private final Client bob = relay.client("bob").joins();

  @Test
  void burstOfOneSenderClosesNoReaderOfADecentRate() {
    List<Client> readers = readers(3);
    skipJoins(readers);
    sends(eve, 640);
    int steps = readAll(readers, 640L * SCENE_BYTES, () -> {});

    assertThat(relay.metrics.ends()).isEmpty();
    assertThat(steps * STEP.toMillis()).isLessThan(9_000);
    for (Client reader : readers) {
      assertThat(numbersFrom(eve, reader.rest()))
          .isEqualTo(IntStream.range(0, 640).boxed().toList());
    }
  }

  @Test
  void otherSendersAreNotDelayedByABurst() {
    List<Client> readers = readers(1);
    skipJoins(readers);
    Client ann = relay.client("ann").joins();
    bob.rest();
    eve.rest();
    sends(eve, 640);
    int[] said = {0};
    readAll(
        readers,
        60L * SCENE_BYTES,
        () -> {
          ann.says("word " + said[0]);
          relay.passes(Duration.ofMillis(5));
          assertThat(bob.rest()).contains(update(ann, "word " + said[0]));
          said[0]++;
        });

    assertThat(said[0]).isGreaterThan(20);
    assertThat(eve.socket().isPaused()).isTrue();
  }

  @Test
  void burstOfManySendersClosesNoReaderOfADecentRate() {
    List<Client> speakers = new ArrayList<>();
    for (int i = 0; i < 90; i++) {
      speakers.add(relay.client("speaker " + i).joins());
    }
    List<Client> readers = readers(3);
    skipJoins(readers);
    speakers.forEach(speaker -> sends(speaker, 8));
    int steps = readAll(readers, 720L * SCENE_BYTES, () -> {});

    assertThat(relay.metrics.ends()).isEmpty();
    assertThat(steps * STEP.toMillis()).isLessThan(6_000);
    for (Client reader : readers) {
      List<WsPacket> heard = reader.rest();
      for (Client speaker : speakers) {
        assertThat(numbersFrom(speaker, heard)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
      }
    }
  }

  @Test
  void senderWithinItsShareIsNeverPostponed() {
    for (int i = 0; i < 40; i++) {
      sends(relay.client("speaker " + i).joins(), 100);
    }
    relay.passes(Duration.ofMillis(500));
    bob.rest();
    for (int i = 0; i < 20; i++) {
      eve.says("hello " + i);
      relay.passes(Duration.ofMillis(5));
      assertThat(bob.rest()).contains(update(eve, "hello " + i));
      relay.passes(Duration.ofMillis(95));
    }
  }

  @Test
  void unreliableUpdatesDoNotCountForTheRoom() {
    for (int i = 0; i < 20; i++) {
      Client speaker = relay.client("speaker " + i).joins();
      speaker.socket().sends(scenes(10, true));
    }

    assertThat(bob.rest()).hasSize(20 + 20 * 10);
    assertThat(relay.threads.get(0).inboundCounters().pauses()).isZero();
  }

  @Test
  void thousandQueuedMessagesPassAtOnce() {
    for (int i = 0; i < 1_000; i++) {
      eve.says("a message of some length, as clients send them, number " + i);
    }

    assertThat(bob.rest()).hasSize(1_000);
    assertThat(eve.socket().isPaused()).isFalse();
  }

  @Test
  void kickOfAPostponedSenderIsSentAtOnce() {
    sends(eve, 640);
    relay.passes(Duration.ofMillis(100));
    assertThat(eve.socket().isPaused()).isTrue();
    bob.rest();
    var _ = relay.sessions().end(new Selection.OfAddress(eve.address()), KICKED, KICKED.text());
    relay.settles();
    eve.socket().closes(1008);
    relay.settles();

    assertThat(eve.socket().isDropped()).isTrue();
    assertThat(bob.rest()).last().isEqualTo(left(eve));
    assertThat(relay.metrics.ended(KICKED)).isEqualTo(1);
  }

  @Test
  void updatesBeforeACloseAreRelayedToTheEnd() {
    sends(eve, 100);
    eve.socket().closes(1000);
    relay.passes(Duration.ofSeconds(2));

    List<WsPacket> heard = bob.rest();
    assertThat(numbersFrom(eve, heard)).hasSize(100);
    assertThat(heard).last().isEqualTo(left(eve));
  }

  /// Its pongs are behind its earlier frames, which the server has not read yet.
  @Test
  void longPostponedSenderIsNotUnresponsive() {
    sends(eve, 2_200);
    for (int second = 0; second < 23; second++) {
      bob.says("on");
      relay.passes(Duration.ofSeconds(1));
    }

    assertThat(eve.socket().isPaused()).isTrue();
    assertThat(relay.metrics.ends()).isEmpty();
  }

  @Test
  void slowConsumerOfAPacedRoomIsClosed() {
    Client slow = readers(1).getFirst();
    sends(eve, 640);
    relay.passes(Duration.ofSeconds(3));

    assertThat(relay.metrics.ended(BACKLOG_OVERFLOW)).isEqualTo(1);
    assertThat(slow.socket().backlogBytes()).isLessThanOrEqualTo(BACKLOG_BYTES);
  }

  // --- Helpers ---

  /// Members that read only on request.
  private List<Client> readers(int count) {
    List<Client> readers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Client reader = relay.client("reader " + i).joins();
      readers.add(reader);
    }
    relay.settles();
    readers.forEach(reader -> reader.socket().readsNothing());
    return readers;
  }

  private void skipJoins(List<Client> readers) {
    eve.rest();
    bob.rest();
    readers.forEach(Client::rest);
  }

  private static void sends(Client speaker, int scenes) {
    speaker.socket().sends(scenes(scenes, false));
  }

  private static byte[] scenes(int count, boolean unreliable) {
    byte[][] frames = new byte[count][];
    for (int i = 0; i < count; i++) {
      byte[] body = new byte[SCENE_BYTES];
      body[0] = (byte) (i >> 8);
      body[1] = (byte) i;
      frames[i] =
          ClientFrames.binary(update(0, ByteString.copyFrom(body), unreliable).toByteArray());
    }
    return ClientFrames.joined(frames);
  }

  /// Advances the time until each reader has read this many bytes.
  ///
  /// @return the number of steps
  private int readAll(List<Client> readers, long bytes, Runnable afterEachStep) {
    int steps = 0;
    while (readers.stream().anyMatch(reader -> reader.socket().bytesHeard() < bytes)) {
      readers.forEach(reader -> reader.socket().reads(BYTES_PER_STEP));
      relay.passes(STEP);
      afterEachStep.run();
      steps++;
      assertThat(steps).as("steps, while %s", relay.metrics.ends()).isLessThan(3_000);
      assertThat(relay.metrics.ends()).isEmpty();
    }
    readers.forEach(reader -> reader.socket().readsEverything());
    relay.passes(Duration.ofMillis(100));
    return steps;
  }

  private static List<Integer> numbersFrom(Client speaker, List<WsPacket> heard) {
    return heard.stream()
        .filter(WsPacket::hasPeerUpdateMessage)
        .map(WsPacket::getPeerUpdateMessage)
        .filter(said -> said.getFromAlias() == speaker.alias())
        .map(said -> (said.getBody().byteAt(0) & 0xFF) << 8 | (said.getBody().byteAt(1) & 0xFF))
        .toList();
  }
}
