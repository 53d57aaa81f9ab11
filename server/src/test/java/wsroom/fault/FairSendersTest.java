package wsroom.fault;

import static org.assertj.core.api.Assertions.assertThat;

import authchain.Identity;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import wsroom.server.RunningServer;

/// Members that send large bursts within their limits to members on ordinary lines, over real
/// sockets: none is closed, and all reliable updates arrive in order.
class FairSendersTest {
  private static final int READERS = 3;
  private static final int READ_BYTES_PER_SECOND = 2_500_000;
  private static final int SCENE_BYTES = 12 * 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private RunningServer server;
  private FaultProxy proxy;
  private RecordedRun island;
  private final List<RecordedSession> visits = new ArrayList<>();

  @BeforeEach
  void aRoomWithReadersOnADecentLine() throws Exception {
    server = new RunningServer(Map.of());
    proxy = FaultProxy.to(server.address());
    island = new RecordedRun(server.address(), 100);
    for (int i = 0; i < READERS; i++) {
      RecordedSession reader = enters("reader " + i, proxy);
      Objects.requireNonNull(reader.link()).throttles(READ_BYTES_PER_SECOND);
    }
  }

  @AfterEach
  void close() throws Exception {
    visits.forEach(RecordedSession::isForgotten);
    proxy.close();
    server.close();
  }

  @Test
  void burstOfOneSenderClosesNoPeer() throws Exception {
    RecordedSession speaker = enters("speaker", null);
    RecordedSession ann = enters("ann", null);
    RecordedSession ben = enters("ben", null);
    knowEachOther();
    long start = System.nanoTime();
    Thread speaking = Thread.ofVirtual().start(() -> says(speaker, 640));
    // Others on the same thread are served meanwhile.
    int rounds = 0;
    while (speaking.isAlive() || !wasHeardByAll(speaker)) {
      ann.speaks(true, 60);
      assertThat(island.awaits(() -> unheard(ann, List.of(ben)), PATIENCE)).isEmpty();
      rounds++;
    }

    System.out.printf(
        "640 updates of 12 KiB at once: heard by all after %d ms; others spoke %d times meanwhile%n",
        (System.nanoTime() - start) / 1_000_000, rounds);
    assertThat(rounds).isGreaterThan(100);
    assertNobodyWasClosed();
    assertThat(server.metric("ws_room_sender_pauses_total")).isPositive();
  }

  @Test
  void burstsOfManySendersCloseNoPeer() throws Exception {
    List<RecordedSession> speakers = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      speakers.add(enters("speaker " + i, null));
    }
    knowEachOther();
    speakers.forEach(speaker -> Thread.ofVirtual().start(() -> says(speaker, 8)));
    for (RecordedSession speaker : speakers) {
      assertThat(island.awaits(() -> unheard(speaker, visits), PATIENCE)).isEmpty();
    }

    assertNobodyWasClosed();
  }

  private RecordedSession enters(String name, @Nullable FaultProxy way)
      throws IOException, InterruptedException {
    RecordedSession visit =
        RecordedSession.begin(
            island, Identity.named(name, Instant.now().plus(Duration.ofDays(365))), "plaza", way);
    assertThat(visit.isWelcomed()).isTrue();
    visits.add(visit);
    return visit;
  }

  private void knowEachOther() throws InterruptedException {
    List<String> strangers =
        island.awaits(
            () ->
                visits.stream()
                    .filter(visit -> visit.present().size() < visits.size() - 1)
                    .map(visit -> visit + " does not know all")
                    .toList(),
            PATIENCE);
    assertThat(strangers).isEmpty();
  }

  private static void says(RecordedSession speaker, int scenes) {
    try {
      for (int i = 0; i < scenes; i++) {
        speaker.speaks(true, SCENE_BYTES);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private boolean wasHeardByAll(RecordedSession speaker) {
    return unheard(speaker, visits).isEmpty();
  }

  private List<String> unheard(RecordedSession speaker, List<RecordedSession> listeners) {
    return listeners.stream()
        .filter(listener -> !listener.equals(speaker) && listener.isIn())
        .filter(listener -> !speaker.wasHeardBy(listener))
        .map(listener -> listener + " has not heard all of " + speaker)
        .toList();
  }

  private void assertNobodyWasClosed() throws IOException {
    assertThat(visits).allMatch(RecordedSession::isIn);
    assertThat(island.violations()).isEmpty();
    for (String reason :
        List.of("backlog_overflow", "no_progress", "below_least_pace", "backlog_memory")) {
      assertThat(server.metric("ws_room_closes_total{reason=\"" + reason + "\"}")).isZero();
    }
  }
}
