package wsroom.websocket;

/// The rate at which a line takes a backlog, measured while there is one: an exponential mean in
/// which each sample has the weight of all before it.
///
/// Confined to the connection's I/O thread.
final class DrainRate {
  private static final long SAMPLE_NANOS = 50_000_000L;
  private static final double NANOS_PER_SECOND = 1e9;

  private long sampleStartNanos;
  private long sampleBytes;
  private boolean sampling;

  /// 0 while unknown.
  private double bytesPerSecond;

  /// A backlog begins: the socket is full.
  void begin() {
    sampling = false;
  }

  /// Records that the writable socket took some bytes, and so has passed on what it took before.
  void record(long bytes, long now) {
    if (!sampling) {
      sampling = true;
      sampleStartNanos = now;
      sampleBytes = 0;
    }
    long elapsed = now - sampleStartNanos;
    if (elapsed >= SAMPLE_NANOS) {
      double sample = sampleBytes * NANOS_PER_SECOND / elapsed;
      bytesPerSecond = bytesPerSecond == 0 ? sample : (bytesPerSecond + sample) / 2;
      sampleStartNanos = now;
      sampleBytes = 0;
    }
    sampleBytes += bytes;
  }

  /// How much the line takes in a time, or `whileUnknown` before the first sample.
  int bytesIn(long nanos, int whileUnknown) {
    return bytesPerSecond == 0
        ? whileUnknown
        : (int) Math.min(Integer.MAX_VALUE, bytesPerSecond * nanos / NANOS_PER_SECOND);
  }
}
