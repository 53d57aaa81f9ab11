package wsroom.room;

import java.util.Arrays;
import wsroom.websocket.FrameBatch;
import wsroom.websocket.FrameRanges;

/// The frames of a room between two flushes, for its peers of one I/O thread. Each frame is stored
/// once, in order; linked lists of each peer's own frames leave them out when it is flushed.
///
/// Confined to the room's I/O thread.
final class RoomBatch {
  private static final int INITIAL_BYTES = 16 * 1024;

  final FrameBatch frames = FrameBatch.forSockets(INITIAL_BYTES);

  /// For each frame, the next one of the same peer, or -1.
  private int[] nextOwn = new int[64];

  private int updates;
  private long updateBytes;

  /// Counts the update whose frame was just added, and links it to its sender.
  ///
  /// @param packetBytes the length of its packet
  void addedUpdate(Peer sender, int packetBytes) {
    int frame = frames.count() - 1;
    if (frame >= nextOwn.length) {
      nextOwn = Arrays.copyOf(nextOwn, Math.max(2 * nextOwn.length, frame + 1));
    }
    nextOwn[frame] = -1;
    if (sender.firstOwnFrame < 0) {
      sender.firstOwnFrame = frame;
    } else {
      nextOwn[sender.lastOwnFrame] = frame;
    }
    sender.lastOwnFrame = frame;
    sender.excludedUpdates++;
    sender.excludedUpdateBytes += packetBytes;
    addedUpdate(packetBytes);
  }

  /// Counts the update of a peer on another thread whose frame was just added.
  void addedUpdate(int packetBytes) {
    updates++;
    updateBytes += packetBytes;
  }

  /// Moves a peer to the end: it gets only frames that are added later.
  void seekToEnd(Peer peer) {
    peer.firstFrame = frames.count();
    peer.excludedUpdates = updates;
    peer.excludedUpdateBytes = updateBytes;
  }

  /// Sets the ranges of frames that a peer gets.
  void collectRanges(Peer peer, FrameRanges ranges) {
    ranges.clear();
    int from = peer.firstFrame;
    for (int own = peer.firstOwnFrame; own >= 0; own = nextOwn[own]) {
      ranges.add(from, own);
      from = own + 1;
    }
    ranges.add(from, frames.count());
  }

  int updates() {
    return updates;
  }

  /// The length of those updates' packets.
  long updateBytes() {
    return updateBytes;
  }

  void clear() {
    frames.clear();
    updates = 0;
    updateBytes = 0;
  }
}
