package wsroom.room.membership;

/// The answer to a request that is granted.
///
/// @param alias the number of the new member, never used before
/// @param epoch increases with each grant of the address: of two sessions of an address, the one of
///     the lower epoch has been taken over
public record Grant(int alias, long epoch) {}
