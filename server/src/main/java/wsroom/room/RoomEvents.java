package wsroom.room;

import java.util.ArrayList;
import java.util.List;
import wsroom.websocket.FrameBatch;

/// What happened in a room on one I/O thread between two flushes, for the replicas on the others:
/// encoded frames in order, and what some of them do to the membership.
///
/// Confined to the thread that fills it until that hands it over; after that nobody changes it.
final class RoomEvents {
  private static final int INITIAL_BYTES = 1024;

  /// A change of the membership, told by the frame of that number.
  record Change(int frame, Member member, boolean joined) {}

  final FrameBatch frames = FrameBatch.forHandOver(INITIAL_BYTES);
  private final List<Change> changes = new ArrayList<>();

  /// Adds a join or a leave with the frame that tells of it.
  void addChange(byte[] frame, Member member, boolean joined) {
    changes.add(new Change(frames.count(), member, joined));
    frames.add(frame, false);
  }

  List<Change> changes() {
    return changes;
  }

  boolean changesMembership() {
    return !changes.isEmpty();
  }
}
