package wsroom.room;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import wsroom.websocket.FrameRanges;
import wsroom.websocket.IoThread;

/// The replicas of all rooms on one I/O thread, and the rhythm in which they are flushed.
///
/// Confined to that I/O thread, but for the counters.
public final class Rooms {
  private static final int MAX_POOLED_BATCHES = 256;

  private final IoThread ioThread;
  private final FlushSchedule schedule;
  private final RelayObserver observer;
  private final RelayCounters counters = new RelayCounters();
  private final Map<String, Room> byId = new HashMap<>();
  private final ArrayDeque<RoomBatch> pool = new ArrayDeque<>();
  private final FrameRanges ranges = new FrameRanges();
  private List<Rooms> all = List.of();

  private Rooms(IoThread ioThread, long flushWindowNanos, RelayObserver observer) {
    this.ioThread = ioThread;
    this.schedule = new FlushSchedule(ioThread, flushWindowNanos);
    this.observer = observer;
  }

  /// The rooms of all I/O threads, in the order of their index.
  ///
  /// @param flushWindowNanos the longest that a room gathers frames for one flush
  public static List<Rooms> onEach(
      List<IoThread> ioThreads, long flushWindowNanos, RelayObserver observer) {
    List<Rooms> all =
        ioThreads.stream().map(thread -> new Rooms(thread, flushWindowNanos, observer)).toList();
    all.forEach(rooms -> rooms.all = all);
    return all;
  }

  /// The replica of a room on this thread. One that has no members yet is made.
  public Room room(String id) {
    assert onIoThread();
    return byId.computeIfAbsent(id, unknown -> new Room(id, this, all.size()));
  }

  /// What this thread has relayed.
  public RelayCounters counters() {
    return counters;
  }

  boolean onIoThread() {
    return ioThread.isCurrent();
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

  void dropIfEmpty(Room room) {
    if (room.isEmpty()) {
      byId.remove(room.id(), room);
    }
  }

  void handOver(int thread, String id, RoomEvents events) {
    Rooms other = all.get(thread);
    other.ioThread.execute(() -> other.room(id).apply(events));
  }

  RoomBatch takeBatch() {
    RoomBatch pooled = pool.pollLast();
    return pooled == null ? new RoomBatch() : pooled;
  }

  void giveBack(RoomBatch batch) {
    batch.clear();
    if (pool.size() < MAX_POOLED_BATCHES) {
      pool.addLast(batch);
    }
  }
}
