package wsroom.room;

import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// Counts a replica's flushes for operators, in plain fields.
///
/// Confined to the replica's I/O thread.
final class RoomActivity {
  private static final int DELIVERIES = 0;
  private static final int LAG_NANOS = 1;
  private static final int FLUSHES = 2;
  private static final int COUNTERS = 3;

  private long deliveries;
  private long lagNanos;
  private long flushes;

  /// Null until an operator asks.
  private @Nullable ReportedRates rates;

  /// Counts updates written to peers or added to their backlogs.
  void delivered(long updates) {
    deliveries += updates;
  }

  /// Counts a flush, that long after its first frame was added.
  void flushed(long lag) {
    lagNanos += lag;
    flushes++;
  }

  RoomFigures report(String roomId, List<Peer> peers, long now) {
    if (rates == null) {
      rates = new ReportedRates(COUNTERS);
    }
    rates.report(now, deliveries, lagNanos, flushes);
    long backlogBytes = 0;
    for (Peer peer : peers) {
      backlogBytes += peer.connection.backlogBytes();
    }
    OptionalDouble lag = rates.ratio(LAG_NANOS, FLUSHES);
    return new RoomFigures(roomId, rates.perSecond(DELIVERIES), lag, backlogBytes);
  }
}
