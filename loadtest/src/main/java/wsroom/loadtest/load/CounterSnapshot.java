package wsroom.loadtest.load;

import org.HdrHistogram.Histogram;

/// Counters of all loops at one moment, and the latencies since the last snapshot.
record CounterSnapshot(
    long nanoTime,
    long reliableDeliveries,
    long unreliableDeliveries,
    long deliveredBytes,
    long reliableSent,
    long unreliableSent,
    long skippedSends,
    long blockedNanos,
    Histogram latency,
    Histogram largeLatency,
    Histogram sendLag) {

  static CounterSnapshot of(LoadLoop loop) {
    LoopCounters counters = loop.counters();
    return new CounterSnapshot(
        System.nanoTime(),
        counters.reliableDeliveries,
        counters.unreliableDeliveries,
        counters.deliveredBytes,
        counters.reliableSent,
        counters.unreliableSent,
        counters.skippedSends,
        loop.client().blockedNanos(),
        counters.takeLatency(),
        counters.takeLargeLatency(),
        counters.takeSendLag());
  }

  CounterSnapshot plus(CounterSnapshot other) {
    latency.add(other.latency);
    largeLatency.add(other.largeLatency);
    sendLag.add(other.sendLag);
    return new CounterSnapshot(
        Math.max(nanoTime, other.nanoTime),
        reliableDeliveries + other.reliableDeliveries,
        unreliableDeliveries + other.unreliableDeliveries,
        deliveredBytes + other.deliveredBytes,
        reliableSent + other.reliableSent,
        unreliableSent + other.unreliableSent,
        skippedSends + other.skippedSends,
        blockedNanos + other.blockedNanos,
        latency,
        largeLatency,
        sendLag);
  }

  /// The latencies of small updates.
  Histogram smallLatency() {
    if (largeLatency.getTotalCount() == 0) {
      return latency;
    }
    Histogram small = latency.copy();
    small.subtract(largeLatency);
    return small;
  }

  long deliveries() {
    return reliableDeliveries + unreliableDeliveries;
  }

  long sent() {
    return reliableSent + unreliableSent;
  }
}
