package wsroom.loadtest.load;

import org.HdrHistogram.Histogram;

/// What all loops together have counted up to a moment, and the latencies since the last one.
record Count(
    long nanoTime,
    long reliableDeliveries,
    long unreliableDeliveries,
    long deliveredBytes,
    long reliableSent,
    long unreliableSent,
    long heldBack,
    long blockedNanos,
    Histogram latency,
    Histogram largeLatency,
    Histogram sendLag) {

  static Count of(LoadLoop loop) {
    Tally tally = loop.tally();
    return new Count(
        System.nanoTime(),
        tally.reliableDeliveries,
        tally.unreliableDeliveries,
        tally.deliveredBytes,
        tally.reliableSent,
        tally.unreliableSent,
        tally.heldBack,
        loop.client().blockedNanos(),
        tally.takeLatency(),
        tally.takeLargeLatency(),
        tally.takeSendLag());
  }

  Count plus(Count other) {
    latency.add(other.latency);
    largeLatency.add(other.largeLatency);
    sendLag.add(other.sendLag);
    return new Count(
        Math.max(nanoTime, other.nanoTime),
        reliableDeliveries + other.reliableDeliveries,
        unreliableDeliveries + other.unreliableDeliveries,
        deliveredBytes + other.deliveredBytes,
        reliableSent + other.reliableSent,
        unreliableSent + other.unreliableSent,
        heldBack + other.heldBack,
        blockedNanos + other.blockedNanos,
        latency,
        largeLatency,
        sendLag);
  }

  /// The part of the latencies that is not of large updates.
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
