package wsroom.room.link;

import java.util.ArrayList;
import java.util.List;
import wsroom.room.membership.Member;
import wsroom.websocket.FrameBatch;

/// The events of a room in one place between two flushes, for the replicas elsewhere: encoded
/// frames in order, and the changes of the membership among them. It refers to nothing of its
/// thread, so that it can be encoded for another server.
///
/// Confined to the thread that fills it until the hand-over; immutable afterwards.
public final class RoomBlock {
  private static final int INITIAL_BYTES = 1024;

  /// An estimate of the objects around the frames.
  private static final int OVERHEAD_BYTES = 600;

  /// A change of the membership, announced by the frame of that index.
  public record Change(int frame, Member member, boolean joined) {}

  public final FrameBatch frames = FrameBatch.forHandOver(INITIAL_BYTES);
  private final List<Change> changes = new ArrayList<>();
  private int unreliableFrames;
  private boolean hasGap;

  /// The content that another thread may be given: see [HandOverLimit].
  public enum Content {
    ALL,
    /// No unreliable updates.
    RELIABLE,
    /// Joins and leaves only.
    MEMBERSHIP
  }

  /// Adds a join or a leave with the frame that announces it.
  public void addChange(byte[] frame, Member member, boolean joined) {
    changes.add(new Change(frames.count(), member, joined));
    frames.add(frame, false);
  }

  /// Counts the unreliable update whose frame was just added.
  public void addedUnreliable() {
    unreliableFrames++;
  }

  /// This block, or a copy without the frames that the content excludes.
  public RoomBlock filtered(Content content) {
    boolean excludesFrames =
        switch (content) {
          case ALL -> false;
          case RELIABLE -> unreliableFrames > 0;
          case MEMBERSHIP -> frames.count() > changes.size();
        };
    if (!excludesFrames) {
      return this;
    }
    RoomBlock copy = new RoomBlock();
    copy.hasGap = hasGap;
    int nextChange = 0;
    for (int frame = 0; frame < frames.count(); frame++) {
      boolean isChange = nextChange < changes.size() && changes.get(nextChange).frame() == frame;
      if (isChange) {
        Change change = changes.get(nextChange++);
        copy.changes.add(new Change(copy.frames.count(), change.member(), change.joined()));
        copy.frames.append(frames, frame);
      } else if (!frames.mayBeDropped(frame) && content == Content.RELIABLE) {
        copy.frames.append(frames, frame);
      } else {
        copy.hasGap |= !frames.mayBeDropped(frame);
      }
    }
    return copy;
  }

  /// The number of unreliable updates.
  int unreliableFrames() {
    return unreliableFrames;
  }

  /// Marks that reliable updates are missing here, with the consequence of [#hasGap].
  public void markGap() {
    hasGap = true;
  }

  /// Whether reliable updates were left out: then the peers that miss them must be closed.
  public boolean hasGap() {
    return hasGap;
  }

  /// The memory that this block takes, approximately.
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
