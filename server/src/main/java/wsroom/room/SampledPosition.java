package wsroom.room;

/// The latest position of a peer, as the peer sent it.
///
/// @param body of the update: a packet of rfc4
/// @param ageNanos the time since it was received
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SampledPosition(int alias, String address, byte[] body, long ageNanos) {}
