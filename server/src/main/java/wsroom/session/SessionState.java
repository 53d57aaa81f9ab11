package wsroom.session;

import java.time.Instant;
import wsroom.room.Peer;
import wsroom.room.RoomReplica;
import wsroom.room.membership.Lease;

/// The state of a session. Each state holds only the data that is known in it.
sealed interface SessionState {

  record AwaitingIdentification() implements SessionState {}

  /// The seat that the client may get is being looked up.
  ///
  /// @param address what the client claims, in lower case
  record Identifying(String address) implements SessionState {}

  /// @param address what the client claims, in lower case
  /// @param challenge the text that it must sign
  record AwaitingSignature(String address, String challenge) implements SessionState {}

  /// The signed challenge is being verified elsewhere.
  record Verifying(String address) implements SessionState {}

  /// The address is verified and its seat requested; a previous session of the address may be
  /// leaving.
  record Joining(Lease lease) implements SessionState {}

  /// @param at the time of the welcome, by the clock of the operators' reports
  record Joined(Lease lease, RoomReplica room, Peer peer, Instant at) implements SessionState {}

  record Ended() implements SessionState {}
}
