package wsroom.websocket;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// What waits for a connection that reads more slowly than it is written to: reliable frames, all
/// of them, in order; droppable ones as long as they are fresh and there is room.
///
/// Exists only while something waits. Confined to the connection's I/O thread.
final class Backlog {
  /// A droppable frame that could not be sent within this time is worth nothing any more.
  static final long MAX_DROPPABLE_AGE_NANOS = 500_000_000L;

  private final int limitBytes;
  private final OutboundCounters counters;
  private final FrameQueue reliable = new FrameQueue();
  private final FrameQueue droppable = new FrameQueue();
  private byte @Nullable [] underWay;
  private int underWayOffset;
  private long nextNumber;
  private boolean overflown;

  Backlog(int limitBytes, OutboundCounters counters) {
    this.limitBytes = limitBytes;
    this.counters = counters;
    counters.backloggedConnections.add(1);
  }

  /// The rest of a frame that the socket took a part of: it goes first, whatever happens.
  void addUnderWay(byte[] rest) {
    assert underWay == null && isEmpty();
    underWay = rest;
    underWayOffset = 0;
    counters.backlogBytes.add(rest.length);
  }

  void add(FrameBatch batch, int frame, long now) {
    int offset = batch.start(frame);
    int length = batch.start(frame + 1) - offset;
    boolean mayBeDropped = batch.mayBeDropped(frame);
    if (makeRoom(length, mayBeDropped)) {
      (mayBeDropped ? droppable : reliable).add(batch, offset, length, nextNumber++, now);
      counters.backlogBytes.add(length);
    }
  }

  void add(byte[] frame, boolean mayBeDropped, long now) {
    if (makeRoom(frame.length, mayBeDropped)) {
      (mayBeDropped ? droppable : reliable).add(frame, 0, frame.length, nextNumber++, now);
      counters.backlogBytes.add(frame.length);
    }
  }

  /// Adds the last frame of all, for which there is always room.
  void addLast(byte[] frame, long now) {
    reliable.add(frame, 0, frame.length, nextNumber++, now);
    counters.backlogBytes.add(frame.length);
  }

  /// Forgets all but the frame under way.
  void discard() {
    while (droppable.count() > 0) {
      dropOldest();
    }
    while (reliable.count() > 0) {
      remove(reliable);
    }
  }

  /// Whether a frame that must not be dropped found no room: the connection cannot go on.
  boolean isOverflown() {
    return overflown;
  }

  boolean isEmpty() {
    return underWay == null && reliable.count() == 0 && droppable.count() == 0;
  }

  int sizeBytes() {
    int rest = underWay == null ? 0 : underWay.length - underWayOffset;
    return rest + reliable.sizeBytes() + droppable.sizeBytes();
  }

  /// Puts what goes next into the buffer, in order, whole frames after the one under way.
  void stage(ByteBuffer target, long now) {
    dropStale(now);
    if (underWay != null) {
      target.put(underWay, underWayOffset, underWay.length - underWayOffset);
    }
    int reliableOffset = 0;
    int droppableOffset = 0;
    int fromReliable = 0;
    int fromDroppable = 0;
    while (true) {
      FrameQueue queue = next(fromReliable, fromDroppable);
      int place = queue == reliable ? fromReliable : fromDroppable;
      if (place == queue.count() || queue.length(place) > target.remaining()) {
        return;
      }
      int length = queue.length(place);
      if (queue == reliable) {
        queue.copy(reliableOffset, target, length);
        reliableOffset += length;
        fromReliable++;
      } else {
        queue.copy(droppableOffset, target, length);
        droppableOffset += length;
        fromDroppable++;
      }
    }
  }

  /// Takes away what was written of what [#stage] gave. The rest of a frame cut in two is under
  /// way.
  void removeWritten(long written) {
    long left = written;
    if (underWay != null) {
      int rest = underWay.length - underWayOffset;
      int taken = (int) Math.min(rest, left);
      counters.backlogBytes.add(-taken);
      left -= taken;
      underWayOffset += taken;
      if (taken < rest) {
        return;
      }
      underWay = null;
    }
    while (left > 0) {
      FrameQueue queue = next(0, 0);
      int length = queue.length(0);
      if (left < length) {
        cut(queue, (int) left);
        return;
      }
      left -= length;
      remove(queue);
    }
  }

  /// No longer used: what still waits is lost with the connection.
  void release() {
    counters.backlogBytes.add(-sizeBytes());
    counters.backloggedConnections.add(-1);
  }

  private void cut(FrameQueue queue, int written) {
    ByteBuffer rest = ByteBuffer.allocate(queue.length(0) - written);
    queue.copy(written, rest, rest.capacity());
    counters.backlogBytes.add(-written);
    queue.removeOldest();
    underWay = rest.array();
    underWayOffset = 0;
  }

  /// The queue whose next frame is older, given how many of each are spoken for.
  private FrameQueue next(int fromReliable, int fromDroppable) {
    if (fromReliable == reliable.count()) {
      return droppable;
    }
    if (fromDroppable == droppable.count()) {
      return reliable;
    }
    return reliable.number(fromReliable) < droppable.number(fromDroppable) ? reliable : droppable;
  }

  private boolean makeRoom(int length, boolean mayBeDropped) {
    if (overflown) {
      // What came after a frame that was lost must not arrive without it.
      return false;
    }
    while (sizeBytes() + length > limitBytes && droppable.count() > 0) {
      dropOldest();
    }
    if (sizeBytes() + length <= limitBytes) {
      return true;
    }
    if (mayBeDropped) {
      counters.droppedFrames.add(1);
    } else {
      overflown = true;
    }
    return false;
  }

  private void dropStale(long now) {
    while (droppable.count() > 0 && now - droppable.time(0) > MAX_DROPPABLE_AGE_NANOS) {
      dropOldest();
    }
  }

  private void dropOldest() {
    remove(droppable);
    counters.droppedFrames.add(1);
  }

  private void remove(FrameQueue queue) {
    counters.backlogBytes.add(-queue.length(0));
    queue.removeOldest();
  }
}
