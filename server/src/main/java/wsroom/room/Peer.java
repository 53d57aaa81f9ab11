package wsroom.room;

import wsroom.websocket.Connection;

/// An authenticated member of a room, on the thread of its connection.
///
/// Confined to that I/O thread. The package-private fields belong to its [Room] and [RoomBatch].
public final class Peer {
  final Member member;
  final Connection connection;

  /// Its place among the room's peers of this thread; -1 once it has left.
  int place = -1;

  // Its part in the batch at hand: where it begins to hear, and its own frames, a chain.
  int firstFrame;
  int firstOwnFrame = -1;
  int lastOwnFrame = -1;

  // The updates in the batch that it does not get.
  int hiddenUpdates;
  long hiddenUpdateBytes;

  Peer(Member member, Connection connection) {

    this.member = member;
    this.connection = connection;
  }

  public int alias() {
    return member.alias();
  }

  public String address() {
    return member.address();
  }

  void forgetBatch() {
    firstFrame = 0;
    firstOwnFrame = -1;
    lastOwnFrame = -1;
    hiddenUpdates = 0;
    hiddenUpdateBytes = 0;
  }
}
