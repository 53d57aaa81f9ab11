package wsroom.room;

import java.util.OptionalDouble;

/// Statistics of a room's replica. Rates are means since the last report; the first one has none.
///
/// @param deliveriesPerSecond updates to its peers: each counts once for each of them
/// @param lagNanos the mean time from the first frame of a batch to its flush; empty without
/// flushes
/// @param backlogBytes the backlogs of its peers now
public record RoomFigures(
    String roomId,
    OptionalDouble deliveriesPerSecond,
    OptionalDouble lagNanos,
    long backlogBytes) {}
