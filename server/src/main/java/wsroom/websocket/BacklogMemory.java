package wsroom.websocket;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The memory that the backlogs of one I/O thread hold together, and its limit. Beyond the limit
/// the connections with the largest backlogs are given up, until an eighth of it is free again.
///
/// Each thread has an equal share of the server's limit, so that threads need not ask each other:
/// XNIO spreads connections evenly. What several backlogs share counts once.
///
/// Confined to its I/O thread.
final class BacklogMemory {
  private final long limitBytes;
  private final OutboundCounters counters;
  private final List<Holder> holders = new ArrayList<>();
  private long usedBytes;

  /// @param limitBytes 0 for none
  BacklogMemory(long limitBytes, OutboundCounters counters) {
    this.limitBytes = limitBytes;
    this.counters = counters;
  }

  /// A connection with a backlog.
  abstract static class Holder {
    /// Its place among all holders, or -1.
    private int place = -1;

    abstract int backlogBytes();

    /// Discards the backlog: the connection ends because of it.
    abstract void giveUp();
  }

  void add(int bytes) {
    usedBytes += bytes;
    counters.backlogMemoryBytes.add(bytes);
  }

  long usedBytes() {
    return usedBytes;
  }

  void enter(Holder holder) {
    assert holder.place < 0;
    holder.place = holders.size();
    holders.add(holder);
    counters.backloggedConnections.add(1);
  }

  void leave(Holder holder) {
    Holder last = holders.removeLast();
    if (!last.equals(holder)) {
      holders.set(holder.place, last);
      last.place = holder.place;
    }
    holder.place = -1;
    counters.backloggedConnections.add(-1);
  }

  /// Gives up the worst connections if backlogs hold more than they may.
  void enforceLimit() {
    if (limitBytes == 0 || usedBytes <= limitBytes) {
      return;
    }
    long enough = limitBytes - limitBytes / 8;
    List<Holder> worstFirst = new ArrayList<>(holders);
    worstFirst.sort(Comparator.comparingInt(Holder::backlogBytes).reversed());
    for (Holder holder : worstFirst) {
      if (usedBytes <= enough) {
        return;
      }
      holder.giveUp();
    }
  }
}
