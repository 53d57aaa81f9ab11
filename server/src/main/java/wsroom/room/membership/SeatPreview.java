package wsroom.room.membership;

import java.util.Optional;

/// What a request for a seat would be answered.
///
/// @param alreadyConnected whether the address has a session within the scope
/// @param denial why the address would get no seat, apart from that session
public record SeatPreview(boolean alreadyConnected, Optional<Denial> denial) {}
