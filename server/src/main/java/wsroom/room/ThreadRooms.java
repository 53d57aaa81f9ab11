package wsroom.room;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import wsroom.room.flush.FlushSchedule;
import wsroom.room.link.HandOverLimit;
import wsroom.room.link.ReplicaLink;
import wsroom.room.membership.Origin;
import wsroom.websocket.EventLoop;
import wsroom.websocket.FrameRanges;
import wsroom.websocket.IoThread;
import wsroom.websocket.ThreadCounter;

/// The replicas of all rooms on one I/O thread, and the schedule of their flushes.
///
/// Confined to that I/O thread, except for the counters.
public final class ThreadRooms {
  private static final int MAX_POOLED_BATCHES = 256;

  private final IoThread ioThread;
  private final Origin origin;
  private final FlushSchedule schedule;
  private final RelayLimit relayLimit;
  private final RelayObserver observer;
  private final RelayCounters counters = new RelayCounters();
  private final HandOverLimit handOverLimit = new HandOverLimit();
  private final Map<String, RoomReplica> byId = new HashMap<>();
  private final ArrayDeque<RoomBatch> pool = new ArrayDeque<>();
  private final FrameRanges ranges = new FrameRanges();
  private final RoomLooks looks = new RoomLooks(this);

  /// The links to the other I/O threads by their index, null at this one's; then perhaps that to
  /// the other nodes of the cluster.
  private @Nullable ReplicaLink[] links = new ReplicaLink[0];

  private ThreadRooms(
      IoThread ioThread, long flushWindowNanos, RelayLimit relayLimit, RelayObserver observer) {
    this.ioThread = ioThread;
    this.origin = new Origin.ThisServer(ioThread.index());
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
    byThread.forEach(rooms -> rooms.linkTo(byThread));
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
    return byId.computeIfAbsent(id, unknown -> new RoomReplica(id, this));
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

  /// The origin of this thread's members.
  Origin origin() {
    return origin;
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

  private void linkTo(List<ThreadRooms> byThread) {
    links = new ReplicaLink[byThread.size()];
    for (ThreadRooms other : byThread) {
      if (other != this) {
        links[other.threadIndex()] = new ThreadLink(ioThread, other, counters.handOverDropped);
      }
    }
  }

  /// Links the rooms of this thread to the other nodes of a cluster. Called once, before the first
  /// room.
  public void linkToNodes(ReplicaLink nodes) {
    links = Arrays.copyOf(links, links.length + 1);
    links[links.length - 1] = nodes;
  }

  /// A link to the replicas of this thread, from a thread that is none of the I/O threads.
  ///
  /// @param dropped counts the updates that are dropped because this thread is behind
  public ReplicaLink linkFrom(EventLoop sender, ThreadCounter dropped) {
    return new ThreadLink(sender, this, dropped);
  }

  @Nullable ReplicaLink[] links() {
    return links;
  }

  /// The index of the link to the replicas where a member's events start.
  int linkOf(Origin origin) {
    return switch (origin) {
      case Origin.ThisServer(int index) -> index;
      case Origin.Node _ -> links.length - 1;
    };
  }

  HandOverLimit handOverLimit() {
    return handOverLimit;
  }

  /// Closes the peers of a room, because reliable updates for them were lost.
  void closePeersAfterGap(String roomId) {
    RoomReplica room = byId.get(roomId);
    if (room != null) {
      room.closePeersAfterGap();
    }
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
