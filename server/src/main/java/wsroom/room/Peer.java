package wsroom.room;

import java.util.OptionalLong;
import wsroom.packet.ServerPackets;
import wsroom.room.membership.Member;
import wsroom.websocket.Connection;

/// An authenticated member of a room, on the thread of its connection.
///
/// Confined to that I/O thread. The package-private fields belong to its [RoomReplica] and
/// [RoomBatch].
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

  // What it has of its own share of the room's rate. Belongs to RelayPace.
  double shareTokens;
  long shareFilledNanos;

  // What an operator is shown of it.
  private long inPackets;
  private long inBytes;
  private long outUpdates;
  private long outBytes;
  private long pingedNanos;
  private boolean awaitsPong;
  private OptionalLong roundTripNanos = OptionalLong.empty();

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

  /// Counts a packet that it has sent, whatever it holds.
  public void received(int packetBytes) {
    inPackets++;
    inBytes += packetBytes;
  }

  /// Counts updates that are written to it, or wait for it.
  void sent(long updates, long bytes) {
    outUpdates += updates;
    outBytes += bytes;
  }

  /// Asks for a sign of life, and takes the time until it comes.
  public void ping(long now) {
    pingedNanos = now;
    awaitsPong = true;
    connection.ping(ServerPackets.pingPayload());
  }

  /// A pong has come.
  public void answered(long now) {
    if (awaitsPong) {
      awaitsPong = false;
      roundTripNanos = OptionalLong.of(now - pingedNanos);
    }
  }

  /// Postpones the packet that it is just sending.
  public void postpone(long nanos) {
    connection.postpone(nanos);
  }

  /// Whether a ping is on its way, or was answered a short while ago.
  public boolean wasPingedWithin(long nanos, long now) {
    return (awaitsPong || roundTripNanos.isPresent()) && now - pingedNanos < nanos;
  }

  /// What it has sent and got so far.
  public PeerFigures figures() {
    return new PeerFigures(
        inPackets, inBytes, outUpdates, outBytes, connection.backlogBytes(), roundTripNanos);
  }

  void forgetBatch() {
    firstFrame = 0;
    firstOwnFrame = -1;
    lastOwnFrame = -1;
    hiddenUpdates = 0;
    hiddenUpdateBytes = 0;
  }
}
