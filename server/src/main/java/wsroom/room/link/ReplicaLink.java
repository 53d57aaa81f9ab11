package wsroom.room.link;

/// The way from the rooms of one thread to their replicas in one other place: on another I/O thread
/// of this server, or on all other nodes of a cluster.
///
/// A port, with this contract:
///
/// - Blocks of a room arrive in the order in which they were sent, each once or not at all.
/// - [#send] never blocks. What is queued is bounded: beyond the limit the link drops unreliable
///   updates first, then reliable ones, and never a join or a leave.
/// - A gap in a room's reliable updates is reported to the receiving side before the room's next
///   block, which closes the peers that miss them.
///
/// Confined to the thread that sends.
public interface ReplicaLink {

  /// Hands a block over, which must not change any more.
  void send(String roomId, RoomBlock block);
}
