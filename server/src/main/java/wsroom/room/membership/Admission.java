package wsroom.room.membership;

import java.util.Optional;

/// The answer of the [PeerDirectory] to a peer that has proven its address.
public sealed interface Admission {

  /// The peer has a seat. If the same address had one before, the session that holds it must leave
  /// first.
  record Admitted(Seat seat, Optional<Seat> previous) implements Admission {}

  record RoomFull() implements Admission {}

  /// The address has a live session, and that one is to stay.
  record AlreadyConnected() implements Admission {}
}
