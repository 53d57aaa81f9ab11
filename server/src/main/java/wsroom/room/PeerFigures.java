package wsroom.room;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/// Statistics of a peer since it joined.
///
/// @param inPackets packets received from it, unknown ones too
/// @param inBytes the length of those packets
/// @param outUpdates updates written to it or added to its backlog, from which unreliable ones may
///     be dropped later
/// @param outBytes the length of those updates' packets
/// @param backlogBytes the backlog now
/// @param roundTripNanos the time from the last answered ping to its pong
/// @param rates since the last report
public record PeerFigures(
    long inPackets,
    long inBytes,
    long outUpdates,
    long outBytes,
    int backlogBytes,
    OptionalLong roundTripNanos,
    Rates rates) {

  /// Means since the last report; empty in the first one.
  public record Rates(
      OptionalDouble inPacketsPerSecond,
      OptionalDouble outUpdatesPerSecond,
      OptionalDouble outBytesPerSecond) {}
}
