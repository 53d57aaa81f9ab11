package wsroom.room;

import java.util.OptionalLong;

/// What a peer has sent and got since it joined.
///
/// @param inPackets received from it, unknown ones too
/// @param inBytes the length of those packets
/// @param outUpdates of others that were written to it or wait for it; a slow reader may lose
///     unreliable ones of those that wait
/// @param outBytes the length of those updates' packets
/// @param backlogBytes what waits for it now
/// @param roundTripNanos from the last ping that it answered to its pong
public record PeerFigures(
    long inPackets,
    long inBytes,
    long outUpdates,
    long outBytes,
    int backlogBytes,
    OptionalLong roundTripNanos) {}
