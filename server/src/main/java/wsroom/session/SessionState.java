package wsroom.session;

import java.time.Instant;
import wsroom.room.Peer;
import wsroom.room.RoomReplica;
import wsroom.room.membership.Seat;

/// Where a session stands. Each state holds just what is known in it.
sealed interface SessionState {

  record AwaitingIdentification() implements SessionState {}

  /// @param address what the client claims, in lower case
  /// @param challenge what it must sign
  record AwaitingSignature(String address, String challenge) implements SessionState {}

  /// The signed challenge is being verified elsewhere.
  record Verifying(String address) implements SessionState {}

  /// The address is proven and the seat taken; whoever held the address before is on the way out.
  record Joining(Seat seat) implements SessionState {}

  /// @param at when it was welcomed, by the clock that dates what operators see
  record Joined(Seat seat, RoomReplica room, Peer peer, Instant at) implements SessionState {}

  record Ended() implements SessionState {}
}
