package wsroom.room.membership;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import wsroom.websocket.IoThread;

/// Assigns the seats of all rooms and holds each address to one session.
///
/// A port. [LocalRoomAuthority] decides for one server alone, in memory; the authority of a cluster
/// agrees with the other nodes. The contract, which one test holds for all of them:
///
/// - A request is answered once, by [SeatHolder#onGranted] or [SeatHolder#onDenied], on the thread
///   of its session and never before [#request] returns. A lease that is released before its answer
///   hears nothing or the answer, and needs nothing more.
/// - A takeover is a revocation, a release and a grant, in this order: the session that holds the
///   address hears [SeatHolder#onRevoked]; the request is granted when that one's lease is
/// released.
/// - When `onGranted` runs, the replica of that thread has applied the leave of every member whose
///   seat or address the grant reuses. So nobody hears an address twice, and no room has more
///   members than seats.
/// - A lease counts as a seat until its release. A room never has more leases than seats.
///
/// Thread-safe. No method blocks, and none calls a holder before it returns.
public interface RoomAuthority {

  /// What a request would be answered now. The answer binds nobody: the room may fill up meanwhile.
  ///
  /// @param address in lower case
  /// @return completed on any thread, never exceptionally
  CompletableFuture<SeatPreview> preview(String roomId, String address);

  /// Requests a seat for a verified address.
  ///
  /// @param address in lower case
  /// @param thread the I/O thread of the session; the caller runs on it
  /// @param holder the session
  /// @return the seat, once it is granted; the caller must [#release] it in any case
  Lease request(String roomId, String address, IoThread thread, SeatHolder holder);

  /// Releases a lease, granted or not. The session must have left its room, with its leave handed
  /// over to all other replicas. A second release does nothing.
  void release(Lease lease);

  /// The seats taken by sessions of this server.
  RoomCensus here();

  /// The seats taken by the sessions of all servers, as far as this one knows.
  RoomCensus everywhere();

  /// The addresses of this server's sessions that have a lease.
  Set<String> addressesHere();
}
