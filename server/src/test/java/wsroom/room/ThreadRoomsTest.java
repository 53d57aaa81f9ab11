package wsroom.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import wsroom.packet.UpdateEncoder;
import wsroom.room.membership.Grant;
import wsroom.websocket.Connection;
import wsroom.websocket.ConnectionEnd;
import wsroom.websocket.ConnectionListener;
import wsroom.websocket.FakeClient;
import wsroom.websocket.FakeIoThreads;

/// The life of replicas, the limit of batches, and the counters of a thread's rooms.
class ThreadRoomsTest {
  private static final int MEBIBYTE = 1024 * 1024;
  private static final int FLUSH_AT_BYTES = RoomReplica.FLUSH_AT_BYTES;

  /// The length of a body whose frame has 65,536 bytes.
  private static final int HALF_BATCH_BODY_BYTES = 65_522;

  private final List<Long> flushes = new ArrayList<>();
  private FakeIoThreads threads = FakeIoThreads.inOrder(2);
  private List<ThreadRooms> rooms = roomsOnEachThread();
  private final Map<Peer, FakeClient> clients = new HashMap<>();
  private int lastAlias;

  @Test
  void replicaIsRemovedOnEveryThreadAfterTheLastLeave() {
    Peer eve = joins(0);
    Peer bob = joins(1);
    RoomReplica first = replica(0);
    RoomReplica second = replica(1);
    assertThat(first).isSameAs(replica(0));
    leaves(0, eve);
    leaves(1, bob);

    assertThat(replica(0)).isNotSameAs(first);
    assertThat(replica(1)).isNotSameAs(second);
  }

  @Test
  void replicaIsRemovedAfterTheLastLeaveOnASingleThread() {
    runsOn(1);
    Peer eve = joins(0);
    RoomReplica room = replica(0);
    assertThat(room.peers()).containsExactly(eve);
    leaves(0, eve);

    assertThat(replica(0)).isNotSameAs(room);
  }

  @Test
  void joinOfALoneMemberRequestsNoFlushOnASingleThread() {
    runsOn(1);
    joins(0);

    assertThat(flushes).isEmpty();
  }

  @Test
  void updatesAreHandedOverOnlyToThreadsWithPeersOfTheRoom() {
    runsOn(4);
    Peer eve = joins(0);
    Peer bob = joins(1);
    joins(2);
    leaves(1, bob);
    relays(0, eve, 100);
    while (!threads.get(2).hasTasks()) {
      assertThat(threads.step()).isTrue();
    }

    assertThat(threads.get(1).hasTasks()).isFalse();
    assertThat(threads.get(3).hasTasks()).isFalse();
  }

  @Test
  void accessFromAnotherThreadFails() {
    assertThatThrownBy(() -> rooms.get(0).room("plaza")).isInstanceOf(AssertionError.class);
  }

  @Test
  void releasedBatchesAreReusedUpToTheLimitOfThePool() {
    Peer eve = joins(0);
    joins(0);
    ThreadRooms first = rooms.get(0);
    RoomBatch pooled = first.takeBatch();
    first.release(pooled);
    relays(0, eve, 100);
    passesFlushWindow();
    assertThat(first.takeBatch()).isSameAs(pooled);

    for (int i = 0; i < 300; i++) {
      // Empties the pool.
      assertThat(first.takeBatch()).isNotNull();
    }
    List<RoomBatch> many = new ArrayList<>();
    for (int i = 0; i < 258; i++) {
      many.add(new RoomBatch());
    }
    many.forEach(first::release);
    for (int i = 0; i < 256; i++) {
      assertThat(many).contains(first.takeBatch());
    }
    assertThat(many).doesNotContain(first.takeBatch());
  }

  @Test
  void receivedPacketsAreCounted() {
    RelayCounters counters = rooms.get(0).counters();
    counters.received(10);
    counters.received(30);

    assertThat(counters.inMessages()).isEqualTo(2);
    assertThat(counters.inBytes()).isEqualTo(40);
  }

  @Test
  void updateOfTheMaximumLengthIsRelayed() {
    Peer eve = joins(0);
    joins(0);
    int maxBodyBytes = 65_535 - 10;
    assertThat(UpdateEncoder.packetBytes(eve.alias(), maxBodyBytes, false)).isEqualTo(65_535);

    assertThat(relays(0, eve, maxBodyBytes)).isTrue();
    assertThat(relays(0, eve, maxBodyBytes + 1)).isFalse();
  }

  @Test
  void batchOfExactlyTheLimitWaitsForTheSchedule() {
    Peer eve = joins(0);
    FakeClient bob = client(joins(0));
    FakeClient ann = client(joins(1));
    int bobBefore = bob.bytesHeard();
    int annBefore = ann.bytesHeard();
    for (int i = 0; i < 2; i++) {
      relays(0, eve, HALF_BATCH_BODY_BYTES);
    }
    assertThat(bob.bytesHeard()).isEqualTo(bobBefore);
    assertThat(threads.get(1).hasTasks()).isFalse();

    while (!threads.get(1).hasTasks()) {
      assertThat(threads.step()).isTrue();
    }
    assertThat(bob.bytesHeard() - bobBefore).isEqualTo(FLUSH_AT_BYTES);
    while (threads.get(0).hasTasks()) {
      threads.step();
    }
    // The hand-over itself.
    threads.step();
    assertThat(ann.bytesHeard()).isEqualTo(annBefore);
    passesFlushWindow();
    assertThat(ann.bytesHeard() - annBefore).isEqualTo(FLUSH_AT_BYTES);
  }

  @Test
  void replicaWithoutPeersIsKeptWhileOtherThreadsHaveMembers() {
    Peer eve = joins(0);
    joins(1);
    RoomReplica first = replica(0);
    leaves(0, eve);

    assertThat(replica(0)).isSameAs(first);
    assertThat(first.peers()).isEmpty();
  }

  @Test
  void roomIsFlushedOnceForEachSpacedUpdate() {
    Peer eve = joins(0);
    joins(0);
    flushes.clear();
    for (int i = 0; i < 5; i++) {
      relays(0, eve, 10);
      passesFlushWindow();
    }

    assertThat(flushes).hasSize(5);
  }

  @Test
  void flushReportsTheWaitingTimeOfTheFirstUpdate() {
    Peer eve = joins(0);
    joins(0);
    flushes.clear();
    relays(0, eve, 10);
    threads.jumps(Duration.ofMillis(3));
    relays(0, eve, 10);
    passesFlushWindow();

    assertThat(flushes).containsExactly(3_000_000L);
  }

  @Test
  void batchBeyondTheLimitIsFlushedAtOnce() {
    Peer eve = joins(0);
    FakeClient bob = client(joins(0));
    int before = bob.bytesHeard();
    int relayed = 0;
    while (relayed <= FLUSH_AT_BYTES) {
      assertThat(bob.bytesHeard()).isEqualTo(before);
      relays(0, eve, 60_000);
      relayed += 60_000;
    }
    assertThat(bob.bytesHeard() - before).isGreaterThan(FLUSH_AT_BYTES);
  }

  @Test
  void blockBeyondTheLimitIsHandedOverAtOnce() {
    Peer eve = joins(0);
    FakeClient bob = client(joins(1));
    int before = bob.bytesHeard();
    for (int relayed = 0; relayed <= FLUSH_AT_BYTES; relayed += 60_000) {
      assertThat(threads.get(1).hasTasks()).isFalse();
      relays(0, eve, 60_000);
    }
    assertThat(threads.get(1).hasTasks()).isTrue();
    passesFlushWindow();

    assertThat(bob.bytesHeard() - before).isGreaterThan(FLUSH_AT_BYTES);
  }

  @Test
  void batchOfHandedOverUpdatesBeyondTheLimitIsFlushedAtOnce() {
    Peer eve = joins(0);
    FakeClient bob = client(joins(1));
    int writes = bob.writes();
    for (int relayed = 0; relayed <= 2 * FLUSH_AT_BYTES; relayed += 60_000) {
      relays(0, eve, 60_000);
    }
    passesFlushWindow();

    assertThat(bob.writes() - writes).isGreaterThanOrEqualTo(2);
  }

  @Test
  void updateOfALoneMemberIsNeitherSentNorBuffered() {
    Peer eve = joins(0);
    FakeClient client = client(eve);
    flushes.clear();
    int before = client.bytesHeard();
    assertThat(relays(0, eve, 100)).isTrue();
    passesFlushWindow();

    assertThat(client.bytesHeard()).isEqualTo(before);
    assertThat(flushes).isEmpty();
    assertThat(rooms.get(0).counters().outMessages()).isZero();
  }

  @Test
  void updateBeyondTheMaximumLengthIsNotRelayed() {
    Peer eve = joins(0);
    joins(0);

    assertThat(relays(0, eve, 65_535)).isFalse();
    passesFlushWindow();
    assertThat(rooms.get(0).counters().outMessages()).isZero();
  }

  @Test
  void deliveriesAreCountedPerThreadAndPerPeer() {
    Peer eve = joins(0);
    Peer bob = joins(0);
    Peer ann = joins(1);
    relays(0, eve, 100);
    relays(0, bob, 100);
    passesFlushWindow();

    assertThat(rooms.get(0).counters().outMessages()).isEqualTo(2);
    assertThat(rooms.get(1).counters().outMessages()).isEqualTo(2);
    assertThat(figures(0, eve).outUpdates()).isEqualTo(1);
    assertThat(figures(0, bob).outUpdates()).isEqualTo(1);
    assertThat(figures(1, ann).outUpdates()).isEqualTo(2);
    assertThat(figures(1, ann).outBytes())
        .isEqualTo(rooms.get(1).counters().outBytes())
        .isEqualTo(rooms.get(0).counters().outBytes());
    assertThat(figures(0, eve).outBytes()).isBetween(100L, 120L);
  }

  @Test
  void flushOfOnePeerCountsItsPendingUpdatesOnce() {
    Peer eve = joins(0);
    Peer bob = joins(0);
    passesFlushWindow();
    relays(0, bob, 70);
    relays(0, eve, 100);
    threads.on(threads.get(0), () -> replica(0).flush(bob));

    assertThat(figures(0, bob).outUpdates()).isEqualTo(1);
    assertThat(rooms.get(0).counters().outMessages()).isEqualTo(1);
    assertThat(figures(0, bob).outBytes())
        .isEqualTo(rooms.get(0).counters().outBytes())
        .isEqualTo(UpdateEncoder.packetBytes(eve.alias(), 100, false));
    passesFlushWindow();
    assertThat(figures(0, bob).outUpdates()).isEqualTo(1);
    assertThat(rooms.get(0).counters().outMessages()).isEqualTo(2);
  }

  private void runsOn(int count) {
    threads = FakeIoThreads.inOrder(count);
    rooms = roomsOnEachThread();
    flushes.clear();
  }

  private List<ThreadRooms> roomsOnEachThread() {
    return ThreadRooms.onEach(threads.all(), Duration.ofMillis(5).toNanos(), flushes::add);
  }

  private FakeClient client(Peer peer) {
    return Objects.requireNonNull(clients.get(peer));
  }

  private PeerFigures figures(int thread, Peer peer) {
    List<PeerFigures> figures = new ArrayList<>();
    threads.on(threads.get(thread), () -> figures.add(peer.figures(0)));
    return figures.getFirst();
  }

  private RoomReplica replica(int thread) {
    List<RoomReplica> found = new ArrayList<>();
    threads.on(threads.get(thread), () -> found.add(rooms.get(thread).room("plaza")));
    return found.getFirst();
  }

  private Peer joins(int thread) {
    int alias = ++lastAlias;
    List<Peer> joined = new ArrayList<>();
    FakeClient client =
        new FakeClient(
            threads.get(thread),
            new FakeClient.Settings(65_535, 16 * MEBIBYTE),
            connection -> {
              joined.add(
                  rooms
                      .get(thread)
                      .room("plaza")
                      .join(new Grant(alias, 0), "0x" + alias, connection));
              return new IgnoringListener(connection);
            });
    passesFlushWindow();
    clients.put(joined.getFirst(), client);
    return joined.getFirst();
  }

  private void leaves(int thread, Peer peer) {
    threads.on(threads.get(thread), () -> replica(thread).leave(peer));
    passesFlushWindow();
  }

  private boolean relays(int thread, Peer sender, int bodyBytes) {
    List<Boolean> relayed = new ArrayList<>();
    threads.on(
        threads.get(thread),
        () ->
            relayed.add(
                replica(thread)
                    .relay(sender, ByteBuffer.wrap(new byte[bodyBytes]), 0, bodyBytes, false)));
    return relayed.getFirst();
  }

  private void passesFlushWindow() {
    threads.passes(Duration.ofMillis(20));
  }

  private record IgnoringListener(Connection connection) implements ConnectionListener {
    @Override
    public void onMessage(ByteBuffer message) {}

    @Override
    public void onBacklog() {}

    @Override
    public void onEnd(ConnectionEnd end) {}

    @Override
    public void onClosed() {}
  }
}
