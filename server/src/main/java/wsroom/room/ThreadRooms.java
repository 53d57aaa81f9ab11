package wsroom.room;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import wsroom.room.flush.FlushSchedule;
import wsroom.room.link.HandOverLimit;
import wsroom.room.link.RoomBlock;
import wsroom.websocket.FrameRanges;
import wsroom.websocket.IoThread;

/// The replicas of all rooms on one I/O thread, and the schedule of their flushes.
///
/// Confined to that I/O thread, except for the counters.
public final class ThreadRooms {
  private static final int MAX_POOLED_BATCHES = 256;

  private static final long GAP_REPORT_DELAY_MILLIS = 1_000;

  /// A replica on another thread that misses reliable updates, not yet reported to it.
  private record Gap(int thread, String roomId) {}

  private final IoThread ioThread;
  private final FlushSchedule schedule;
  private final RelayLimit relayLimit;
  private final RelayObserver observer;
  private final RelayCounters counters = new RelayCounters();
  private final HandOverLimit handOverLimit = new HandOverLimit();
  private final Set<Gap> gaps = new HashSet<>();
  private final Map<String, RoomReplica> byId = new HashMap<>();
  private final ArrayDeque<RoomBatch> pool = new ArrayDeque<>();
  private final FrameRanges ranges = new FrameRanges();
  private final RoomLooks looks = new RoomLooks(this);
  private List<ThreadRooms> byThread = List.of();

  private ThreadRooms(
      IoThread ioThread, long flushWindowNanos, RelayLimit relayLimit, RelayObserver observer) {
    this.ioThread = ioThread;
    this.relayLimit = relayLimit;
    this.schedule = new FlushSchedule(ioThread, flushWindowNanos);
    this.observer = observer;
  }

  /// The rooms of all I/O threads, in the order of their index.
  ///
  /// @param flushWindowNanos the longest time that frames wait for their flush
  /// @param relayLimit the limit of each room
  public static List<ThreadRooms> onEach(
      List<IoThread> ioThreads,
      long flushWindowNanos,
      RelayLimit relayLimit,
      RelayObserver observer) {
    List<ThreadRooms> byThread =
        ioThreads.stream()
            .map(thread -> new ThreadRooms(thread, flushWindowNanos, relayLimit, observer))
            .toList();
    byThread.forEach(rooms -> rooms.byThread = byThread);
    return byThread;
  }

  /// The rooms of all I/O threads, without a limit on what a room relays.
  public static List<ThreadRooms> onEach(
      List<IoThread> ioThreads, long flushWindowNanos, RelayObserver observer) {
    return onEach(ioThreads, flushWindowNanos, RelayLimit.NONE, observer);
  }

  /// The replica of a room on this thread, created at its first use.
  public RoomReplica room(String id) {
    assert onIoThread();
    return byId.computeIfAbsent(id, unknown -> new RoomReplica(id, this, byThread.size()));
  }

  /// The counters of this thread.
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
    return byThread.size();
  }

  FrameRanges ranges() {
    return ranges;
  }

  /// The schedule of this thread's flushes.
  FlushSchedule schedule() {
    return schedule;
  }

  /// Reports the flush of a room to the observer. Returns its lag.
  long flushed(long firstFrameNanos) {
    long lag = ioThread.nanoTime() - firstFrameNanos;
    observer.flushed(lag);
    return lag;
  }

  /// The statistics of the rooms with peers on this thread, for operators.
  public List<RoomFigures> report() {
    assert onIoThread();
    long now = ioThread.nanoTime();
    return byId.values().stream()
        .filter(RoomReplica::hasPeers)
        .map(room -> room.report(now))
        .toList();
  }

  /// Sends packets of the server's own to the peers of a room, or of all rooms, on this thread.
  ///
  /// @return the number of those peers
  public int tell(Optional<String> roomId, List<byte[]> packets) {
    assert onIoThread();
    int told = 0;
    for (RoomReplica room :
        roomId.isPresent()
            ? Stream.ofNullable(byId.get(roomId.get())).toList()
            : List.copyOf(byId.values())) {
      room.tell(packets);
      told += room.peerCount();
    }
    return told;
  }

  /// The looks of operators at rooms of this thread.
  public RoomLooks looks() {
    return looks;
  }

  /// The replica of a room, if there is one.
  @Nullable RoomReplica find(String id) {
    return byId.get(id);
  }

  void dropIfEmpty(RoomReplica room) {
    if (room.isEmpty()) {
      byId.remove(room.id(), room);
    }
  }

  void handOver(int thread, String id, RoomBlock events) {
    ThreadRooms other = byThread.get(thread);
    RoomBlock handed = events.filtered(other.handOverLimit.allowedContent());
    counters.handOverDropped.add(events.frames.count() - handed.frames.count());
    if (handed.hasGap()) {
      addGap(new Gap(thread, id));
    }
    if (handed.frames.isEmpty()) {
      return;
    }
    boolean hasGap = !gaps.isEmpty() && gaps.remove(new Gap(thread, id));
    int bytes = handed.sizeBytes();
    other.handOverLimit.enqueued(bytes);
    other.ioThread.execute(
        () -> {
          other.handOverLimit.dequeued(bytes);
          RoomReplica room = other.room(id);
          if (hasGap) {
            room.closePeersAfterGap();
          }
          room.apply(handed);
        });
  }

  /// Remembers a gap. It is reported with the replica's next block, or else after a delay: one task
  /// for each replica, however many updates it misses.
  private void addGap(Gap gap) {
    if (gaps.isEmpty()) {
      ioThread.executeAfter(this::reportGaps, GAP_REPORT_DELAY_MILLIS);
    }
    gaps.add(gap);
  }

  private void reportGaps() {
    for (Gap gap : gaps) {
      ThreadRooms other = byThread.get(gap.thread());
      other.ioThread.execute(
          () -> {
            RoomReplica room = other.byId.get(gap.roomId());
            if (room != null) {
              room.closePeersAfterGap();
            }
          });
    }
    gaps.clear();
  }

  /// The bytes of other threads' blocks that are queued for this one. From any thread.
  public long handOverBytes() {
    return handOverLimit.queuedBytes();
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
