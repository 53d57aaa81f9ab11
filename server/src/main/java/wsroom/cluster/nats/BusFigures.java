package wsroom.cluster.nats;

import java.util.concurrent.atomic.LongAdder;

/// What the bus counts, for metrics. Thread-safe.
public final class BusFigures {
  final LongAdder discarded = new LongAdder();
  final LongAdder dropped = new LongAdder();
  final LongAdder connectionsLost = new LongAdder();
  final LongAdder unknownWrites = new LongAdder();
  final LongAdder conflictingWrites = new LongAdder();
  final LongAdder writes = new LongAdder();

  /// Messages that were not sent, because NATS was away or took them too slowly.
  public long discarded() {
    return discarded.sum();
  }

  /// Messages that were received and dropped, because this node was too slow.
  public long dropped() {
    return dropped.sum();
  }

  /// Connections to NATS that were lost.
  public long connectionsLost() {
    return connectionsLost.sum();
  }

  /// Compare-and-sets that were done.
  public long writes() {
    return writes.sum();
  }

  /// Compare-and-sets that met another revision.
  public long conflictingWrites() {
    return conflictingWrites.sum();
  }

  /// Compare-and-sets of which nobody knows the outcome.
  public long unknownWrites() {
    return unknownWrites.sum();
  }
}
