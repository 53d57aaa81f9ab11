package wsroom.room;

import java.util.HashSet;
import java.util.Set;
import wsroom.room.link.ReplicaLink;
import wsroom.room.link.RoomBlock;
import wsroom.websocket.EventLoop;
import wsroom.websocket.ThreadCounter;

/// The way of one thread's blocks to the replicas on an I/O thread: that thread's queue, bounded by
/// its [wsroom.room.link.HandOverLimit].
///
/// Confined to the thread that sends.
final class ThreadLink implements ReplicaLink {
  private static final long GAP_REPORT_DELAY_MILLIS = 1_000;

  private final EventLoop sender;
  private final ThreadRooms target;
  private final ThreadCounter dropped;

  /// The rooms whose replica misses reliable updates and has not been told yet.
  private final Set<String> gaps = new HashSet<>();

  /// @param dropped counts the updates that the limit excludes
  ThreadLink(EventLoop sender, ThreadRooms target, ThreadCounter dropped) {
    this.sender = sender;
    this.target = target;
    this.dropped = dropped;
  }

  @Override
  public void send(String roomId, RoomBlock block) {
    assert sender.isCurrent();
    RoomBlock handed = block.filtered(target.handOverLimit().allowedContent());
    dropped.add(block.frames.count() - handed.frames.count());
    if (handed.hasGap()) {
      addGap(roomId);
    }
    if (!handed.frames.isEmpty()) {
      handOver(roomId, handed, !gaps.isEmpty() && gaps.remove(roomId));
    }
  }

  private void handOver(String roomId, RoomBlock handed, boolean hasGap) {
    int bytes = handed.sizeBytes();
    target.handOverLimit().enqueued(bytes);
    target
        .ioThread()
        .execute(
            () -> {
              target.handOverLimit().dequeued(bytes);
              RoomReplica room = target.room(roomId);
              if (hasGap) {
                room.closePeersAfterGap();
              }
              room.apply(handed);
            });
  }

  /// Remembers a gap. It is reported with the replica's next block, or else after a delay: one task
  /// for each replica, however many updates it misses.
  private void addGap(String roomId) {
    if (gaps.isEmpty()) {
      sender.executeAfter(this::reportGaps, GAP_REPORT_DELAY_MILLIS);
    }
    gaps.add(roomId);
  }

  private void reportGaps() {
    for (String roomId : gaps) {
      target.ioThread().execute(() -> target.closePeersAfterGap(roomId));
    }
    gaps.clear();
  }
}
