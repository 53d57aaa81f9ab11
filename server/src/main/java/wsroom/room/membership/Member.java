package wsroom.room.membership;

/// A peer as every replica of its room lists it.
///
/// @param alias the number that was assigned to it, never reused
/// @param address its verified address, in lower case
/// @param origin where its connection is
/// @param epoch of its grant
public record Member(int alias, String address, Origin origin, long epoch) {}
