package wsroom.websocket;

/// How fast a line takes what waits for it, measured while something waits: a mean in which each
/// sample counts as much as all before it.
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

  /// Something begins to wait: the socket is full.
  void begin() {
    sampling = false;
  }

  /// The socket, asking for more, took some bytes. It has passed on what it took before.
  void took(long bytes, long now) {
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

  /// How much the line takes in a time, or `otherwise` while that is unknown.
  int bytesIn(long nanos, int otherwise) {
    return bytesPerSecond == 0
        ? otherwise
        : (int) Math.min(Integer.MAX_VALUE, bytesPerSecond * nanos / NANOS_PER_SECOND);
  }
}
