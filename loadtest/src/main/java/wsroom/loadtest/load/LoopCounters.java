package wsroom.loadtest.load;

import org.HdrHistogram.Histogram;

/// Counters of one loop. Confined to the loop's thread.
final class LoopCounters {
  static final long LATENCY_LIMIT_MICROS = 120_000_000;
  static final int PRECISION_DIGITS = 3;

  /// A larger body exceeds one packet of most networks.
  private static final int SMALL_BODY_LIMIT_BYTES = 1_400;

  final Faults faults = new Faults();
  final Histogram handshakes = histogram();
  long reliableDeliveries;
  long unreliableDeliveries;
  long deliveredBytes;
  long reliableSent;
  long unreliableSent;

  /// Updates that were due, but not sent because of the backlog.
  long skippedSends;

  /// How often a peer was rejected by a busy server and retried a second later.
  long busyRetries;

  /// Announcements of members.
  long announcements;

  /// Time of the current read, in the run's microseconds.
  int micros;

  /// From the scheduled send time to the read.
  private Histogram latency = histogram();

  /// Latencies of large bodies.
  private Histogram largeLatency = histogram();

  /// From the scheduled send time to the actual one.
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
    // Both times are rounded, so the difference may be negative.
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

  /// The large ones only.
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
