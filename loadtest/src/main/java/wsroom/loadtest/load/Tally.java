package wsroom.loadtest.load;

import org.HdrHistogram.Histogram;

/// What one loop has counted. Confined to the loop's thread; others ask the loop.
final class Tally {
  static final long LATENCY_LIMIT_MICROS = 120_000_000;
  static final int PRECISION_DIGITS = 3;

  /// A larger body fills more than a packet of most networks.
  private static final int SMALL_BODY_LIMIT_BYTES = 1_400;

  final Faults faults = new Faults();
  final Histogram handshakes = histogram();
  long reliableDeliveries;
  long unreliableDeliveries;
  long deliveredBytes;
  long reliableSent;
  long unreliableSent;

  /// Updates that were due, but whose socket took no more.
  long heldBack;

  /// How often a peer was turned away by a busy server and came back a second later.
  long comebacks;

  /// How often a server told of a member.
  long announcements;

  /// When the read under way brought its bytes, in the run's microseconds.
  int micros;

  /// From when an update was to be sent until it was read.
  private Histogram latency = histogram();

  /// The part of the latencies that large bodies have.
  private Histogram largeLatency = histogram();

  /// From when an update was to be sent until it was.
  private Histogram sendLag = histogram();

  static Histogram histogram() {
    return new Histogram(1, LATENCY_LIMIT_MICROS, PRECISION_DIGITS);
  }

  void delivered(int latencyMicros, int bodyBytes, int unreliable) {
    if (unreliable == 0) {
      reliableDeliveries++;
    } else {
      unreliableDeliveries++;
    }
    deliveredBytes += bodyBytes;
    // Both times are rounded, so that the difference may seem to be less than nothing.
    long micros = Math.clamp((long) latencyMicros, 0, LATENCY_LIMIT_MICROS);
    latency.recordValue(micros);
    if (bodyBytes > SMALL_BODY_LIMIT_BYTES) {
      largeLatency.recordValue(micros);
    }
  }

  void sent(int count, boolean reliable) {
    if (reliable) {
      reliableSent += count;
    } else {
      unreliableSent += count;
    }
  }

  void sendLag(long nanos) {
    sendLag.recordValue(Math.clamp(nanos / 1_000, 0, LATENCY_LIMIT_MICROS));
  }

  /// The latencies since the last call.
  Histogram takeLatency() {
    Histogram taken = latency;
    latency = histogram();
    return taken;
  }

  /// Those of large bodies alone.
  Histogram takeLargeLatency() {
    Histogram taken = largeLatency;
    largeLatency = histogram();
    return taken;
  }

  Histogram takeSendLag() {
    Histogram taken = sendLag;
    sendLag = histogram();
    return taken;
  }
}
