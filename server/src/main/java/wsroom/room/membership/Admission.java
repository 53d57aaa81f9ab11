package wsroom.room.membership;

import java.util.Optional;

/// The answer of the [PeerDirectory] to a verified address that asks for a seat.
public sealed interface Admission {

  /// The address has a seat. It may join once its previous seat, if there is one, is released.
  record Admitted(Seat seat, Optional<Seat> previous) implements Admission {}

  record RoomFull() implements Admission {}

  /// The address has a session, and [PeerDirectory.DuplicatePolicy#REJECT_NEW] keeps that one.
  record AlreadyConnected() implements Admission {}
}
