package wsroom.room.membership;

/// A peer as every replica of its room lists it.
///
/// @param alias the number that the server assigned to it, never reused
/// @param address its verified address, in lower case
/// @param threadIndex the I/O thread of its connection
public record Member(int alias, String address, int threadIndex) {}
