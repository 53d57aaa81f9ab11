package wsroom.room;

import java.util.Arrays;
import wsroom.websocket.FrameBatch;
import wsroom.websocket.FrameRanges;

/// What a room has to say to its peers of one I/O thread between two flushes: all frames once, in
/// order, and which of them are whose, so that nobody hears themselves.
///
/// Confined to the room's I/O thread.
final class RoomBatch {
  private static final int INITIAL_BYTES = 16 * 1024;

  final FrameBatch frames = FrameBatch.forSockets(INITIAL_BYTES);

  /// For each frame, the next one of the same peer, or -1.
  private int[] nextOwn = new int[64];

  private int updates;
  private long updateBytes;

  /// Counts the update whose frame was just added, and notes whose it is.
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
    sender.hiddenUpdates++;
    sender.hiddenUpdateBytes += packetBytes;
    addedUpdate(packetBytes);
  }

  /// Counts the update of a peer on another thread whose frame was just added.
  void addedUpdate(int packetBytes) {
    updates++;
    updateBytes += packetBytes;
  }

  /// A peer that comes now hears only what is added from now on.
  void startFor(Peer newcomer) {
    newcomer.firstFrame = frames.count();
    newcomer.hiddenUpdates = updates;
    newcomer.hiddenUpdateBytes = updateBytes;
  }

  /// Which frames a peer is to get.
  void rangesFor(Peer peer, FrameRanges ranges) {
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

  /// The length of all updates' packets.
  long updateBytes() {
    return updateBytes;
  }

  void clear() {
    frames.clear();
    updates = 0;
    updateBytes = 0;
  }
}
