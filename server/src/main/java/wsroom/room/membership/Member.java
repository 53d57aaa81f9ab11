package wsroom.room.membership;

/// Someone in a room, as every replica of the room knows them.
///
/// @param alias the number that the server gave them, never given twice
/// @param address the address that they have proven, in lower case
/// @param threadIndex the I/O thread of their connection
public record Member(int alias, String address, int threadIndex) {}
