package wsroom.session;

import java.time.Instant;
import wsroom.room.Peer;
import wsroom.room.RoomReplica;
import wsroom.room.membership.Seat;

/// The state of a session. Each state holds only the data that is known in it.
sealed interface SessionState {

  record AwaitingIdentification() implements SessionState {}

  /// @param address what the client claims, in lower case
  /// @param challenge the text that it must sign
  record AwaitingSignature(String address, String challenge) implements SessionState {}

  /// The signed challenge is being verified elsewhere.
  record Verifying(String address) implements SessionState {}

  /// The address is verified and the seat taken; a previous session of the address is leaving.
  record Joining(Seat seat) implements SessionState {}

  /// @param at the time of the welcome, by the clock of the operators' reports
  record Joined(Seat seat, RoomReplica room, Peer peer, Instant at) implements SessionState {}

  record Ended() implements SessionState {}
}
