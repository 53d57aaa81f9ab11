package wsroom.websocket;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The memory used by all backlogs of one I/O thread, and its limit. Beyond the limit the largest
/// backlogs are discarded, until an eighth of the limit is free again.
///
/// Each thread has an equal share of the server's limit, so threads need not coordinate: XNIO
/// spreads connections evenly. A run shared by several backlogs counts once.
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
    /// Its index in the list of holders, or -1.
    private int index = -1;

    abstract int backlogBytes();

    /// Discards the backlog, which ends the connection.
    abstract void discardBacklog();
  }

  void add(int bytes) {
    usedBytes += bytes;
    counters.backlogMemoryBytes.add(bytes);
  }

  long usedBytes() {
    return usedBytes;
  }

  void register(Holder holder) {
    assert holder.index < 0;
    holder.index = holders.size();
    holders.add(holder);
    counters.backloggedConnections.add(1);
  }

  void unregister(Holder holder) {
    Holder last = holders.removeLast();
    if (!last.equals(holder)) {
      holders.set(holder.index, last);
      last.index = holder.index;
    }
    holder.index = -1;
    counters.backloggedConnections.add(-1);
  }

  /// Discards the largest backlogs if all of them exceed the limit.
  void enforceLimit() {
    if (limitBytes == 0 || usedBytes <= limitBytes) {
      return;
    }
    long targetBytes = limitBytes - limitBytes / 8;
    List<Holder> largestFirst = new ArrayList<>(holders);
    largestFirst.sort(Comparator.comparingInt(Holder::backlogBytes).reversed());
    for (Holder holder : largestFirst) {
      if (usedBytes <= targetBytes) {
        return;
      }
      holder.discardBacklog();
    }
  }
}
