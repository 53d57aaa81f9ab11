package wsroom.room;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import wsroom.room.flush.FlushSchedule;
import wsroom.room.link.HandOverLimit;
import wsroom.room.link.RoomBlock;
import wsroom.websocket.FrameRanges;
import wsroom.websocket.IoThread;

/// The replicas of all rooms on one I/O thread, and the rhythm in which they are flushed.
///
/// Confined to that I/O thread, but for the counters.
public final class ThreadRooms {
  private static final int MAX_POOLED_BATCHES = 256;

  private static final long TELL_OWED_MILLIS = 1_000;

  /// A replica on another thread that lacks reliable updates and has not been told.
  private record Owed(int thread, String id) {}

  private final IoThread ioThread;
  private final FlushSchedule schedule;
  private final RelayLimit relayLimit;
  private final RelayObserver observer;
  private final RelayCounters counters = new RelayCounters();
  private final HandOverLimit limit = new HandOverLimit();
  private final Set<Owed> owed = new HashSet<>();
  private final Map<String, RoomReplica> byId = new HashMap<>();
  private final ArrayDeque<RoomBatch> pool = new ArrayDeque<>();
  private final FrameRanges ranges = new FrameRanges();
  private List<ThreadRooms> all = List.of();

  private ThreadRooms(
      IoThread ioThread, long flushWindowNanos, RelayLimit relayLimit, RelayObserver observer) {
    this.ioThread = ioThread;
    this.relayLimit = relayLimit;
    this.schedule = new FlushSchedule(ioThread, flushWindowNanos);
    this.observer = observer;
  }

  /// The rooms of all I/O threads, in the order of their index.
  ///
  /// @param flushWindowNanos the longest that a room gathers frames for one flush
  /// @param relayLimit of each room
  public static List<ThreadRooms> onEach(
      List<IoThread> ioThreads,
      long flushWindowNanos,
      RelayLimit relayLimit,
      RelayObserver observer) {
    List<ThreadRooms> all =
        ioThreads.stream()
            .map(thread -> new ThreadRooms(thread, flushWindowNanos, relayLimit, observer))
            .toList();
    all.forEach(rooms -> rooms.all = all);
    return all;
  }

  /// The same, without a limit on what a room relays.
  public static List<ThreadRooms> onEach(
      List<IoThread> ioThreads, long flushWindowNanos, RelayObserver observer) {
    return onEach(ioThreads, flushWindowNanos, RelayLimit.NONE, observer);
  }

  /// The replica of a room on this thread. One that has no members yet is made.
  public RoomReplica room(String id) {
    assert onIoThread();
    return byId.computeIfAbsent(id, unknown -> new RoomReplica(id, this, all.size()));
  }

  /// What this thread has relayed.
  public RelayCounters counters() {
    return counters;
  }

  boolean onIoThread() {
    return ioThread.isCurrent();
  }

  IoThread ioThread() {
    return ioThread;
  }

  RelayLimit relayLimit() {
    return relayLimit;
  }

  int threadIndex() {
    return ioThread.index();
  }

  int threadCount() {
    return all.size();
  }

  FrameRanges ranges() {
    return ranges;
  }

  /// The schedule by which the rooms of this thread are flushed.
  FlushSchedule schedule() {
    return schedule;
  }

  /// A room was flushed.
  void flushed(long firstFrameNanos) {
    observer.flushed(ioThread.nanoTime() - firstFrameNanos);
  }

  void dropIfEmpty(RoomReplica room) {
    if (room.isEmpty()) {
      byId.remove(room.id(), room);
    }
  }

  void handOver(int thread, String id, RoomBlock events) {
    ThreadRooms other = all.get(thread);
    RoomBlock handed = events.keeping(other.limit.allows());
    counters.notHandedOver.add(events.frames.count() - handed.frames.count());
    if (handed.lacksReliable()) {
      owe(new Owed(thread, id));
    }
    if (handed.frames.isEmpty()) {
      return;
    }
    boolean lacksReliable = !owed.isEmpty() && owed.remove(new Owed(thread, id));
    int bytes = handed.sizeBytes();
    other.limit.handedOver(bytes);
    other.ioThread.execute(
        () -> {
          other.limit.takenIn(bytes);
          RoomReplica room = other.room(id);
          if (lacksReliable) {
            room.endBehind();
          }
          room.apply(handed);
        });
  }

  /// Replicas that lack reliable updates are told so with what they are given next, or after a
  /// while: one task for each, however much they lack.
  private void owe(Owed replica) {
    if (owed.isEmpty()) {
      ioThread.executeAfter(this::tellOwed, TELL_OWED_MILLIS);
    }
    owed.add(replica);
  }

  private void tellOwed() {
    for (Owed replica : owed) {
      ThreadRooms other = all.get(replica.thread());
      other.ioThread.execute(
          () -> {
            RoomReplica room = other.byId.get(replica.id());
            if (room != null) {
              room.endBehind();
            }
          });
    }
    owed.clear();
  }

  /// Bytes of other threads' events that this one has not got to yet. From any thread.
  public long waitingBytes() {
    return limit.waitingBytes();
  }

  RoomBatch takeBatch() {
    RoomBatch pooled = pool.pollLast();
    return pooled == null ? new RoomBatch() : pooled;
  }

  void release(RoomBatch batch) {
    batch.clear();
    if (pool.size() < MAX_POOLED_BATCHES) {
      pool.addLast(batch);
    }
  }
}
