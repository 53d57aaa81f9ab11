package wsroom.room.link;

import java.util.ArrayList;
import java.util.List;
import wsroom.room.membership.Member;
import wsroom.websocket.FrameBatch;

/// What happened in a room on one I/O thread between two flushes, for the replicas on the others:
/// encoded frames in order, and what some of them do to the membership.
///
/// Confined to the thread that fills it until that hands it over; after that nobody changes it.
public final class RoomBlock {
  private static final int INITIAL_BYTES = 1024;

  /// The objects around the frames.
  private static final int OVERHEAD_BYTES = 600;

  /// A change of the membership, told by the frame of that number.
  public record Change(int frame, Member member, boolean joined) {}

  public final FrameBatch frames = FrameBatch.forHandOver(INITIAL_BYTES);
  private final List<Change> changes = new ArrayList<>();
  private int droppableFrames;
  private boolean lacksReliable;

  /// What the replicas of another thread may still be given: see [HandOverLimit].
  enum Kept {
    ALL,
    /// No updates that may be dropped.
    RELIABLE,
    /// No updates at all.
    CHANGES
  }

  /// Adds a join or a leave with the frame that tells of it.
  public void addChange(byte[] frame, Member member, boolean joined) {
    changes.add(new Change(frames.count(), member, joined));
    frames.add(frame, false);
  }

  /// Notes that the frame just added may be dropped.
  public void addedDroppable() {
    droppableFrames++;
  }

  /// A copy with less in it, or these events if nothing is to be left out.
  public RoomBlock keeping(Kept kept) {
    boolean leavesOut =
        switch (kept) {
          case ALL -> false;
          case RELIABLE -> droppableFrames > 0;
          case CHANGES -> frames.count() > changes.size();
        };
    if (!leavesOut) {
      return this;
    }
    RoomBlock rest = new RoomBlock();
    int nextChange = 0;
    for (int frame = 0; frame < frames.count(); frame++) {
      boolean isChange = nextChange < changes.size() && changes.get(nextChange).frame() == frame;
      if (isChange) {
        Change change = changes.get(nextChange++);
        rest.changes.add(new Change(rest.frames.count(), change.member(), change.joined()));
        rest.frames.append(frames, frame);
      } else if (!frames.mayBeDropped(frame) && kept == Kept.RELIABLE) {
        rest.frames.append(frames, frame);
      } else {
        rest.lacksReliable |= !frames.mayBeDropped(frame);
      }
    }
    return rest;
  }

  /// How many updates may be dropped.
  int droppableFrames() {
    return droppableFrames;
  }

  /// Whether reliable updates were left out: then the peers that should have got them cannot go on.
  public boolean lacksReliable() {
    return lacksReliable;
  }

  /// What these events take of the memory, about.
  public int sizeBytes() {
    return OVERHEAD_BYTES + frames.capacityBytes();
  }

  public List<Change> changes() {
    return changes;
  }

  public boolean changesMembership() {
    return !changes.isEmpty();
  }
}
