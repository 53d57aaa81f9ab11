package wsroom.metrics;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/// The figures of the last hour, one sample in ten seconds, so that a console can draw them without
/// any other program.
///
/// Thread-safe. The lock guards a queue; the figures are read outside of it.
public final class FigureHistory {
  public static final Duration INTERVAL = Duration.ofSeconds(10);
  static final int MAX_SAMPLES = 360;

  private static final double NANOS_PER_SECOND = 1e9;

  private final Source source;
  private final InstantSource clock;
  private final ArrayDeque<Sample> samples = new ArrayDeque<>();

  // Used by the sampling thread only.
  private Counts before;
  private long beforeNanos;

  /// Where the figures are read.
  interface Source {
    Counts counts();
  }

  /// The figures of one moment.
  ///
  /// @param deliveries since the start
  /// @param cpuNanos used by the process since its start; negative where it is not known
  /// @param lag of the fan-out since the start
  /// @param closes of sessions since the start, by reason
  record Counts(
      int players,
      int rooms,
      long deliveries,
      long cpuNanos,
      LagHistogram lag,
      long backlogBytes,
      Map<String, Long> closes) {}

  /// The figures of one interval.
  ///
  /// @param time of its end
  /// @param players, `rooms` and `backlogBytes` at its end
  /// @param cpuCores the mean number of busy processors; empty where it is not known
  /// @param lagP99Millis of the flushes in it; empty without any
  /// @param closes of sessions in it by reason, of reasons that occurred
  public record Sample(
      Instant time,
      int players,
      int rooms,
      double deliveriesPerSecond,
      OptionalDouble cpuCores,
      OptionalDouble lagP99Millis,
      long backlogBytes,
      Map<String, Long> closes) {}

  FigureHistory(Source source, InstantSource clock, long now) {
    this.source = source;
    this.clock = clock;
    this.before = source.counts();
    this.beforeNanos = now;
  }

  /// Takes the next sample. Called on one thread, each [#INTERVAL].
  public void sample() {
    sample(System.nanoTime());
  }

  void sample(long nowNanos) {
    Counts now = source.counts();
    double seconds = Math.max(1, nowNanos - beforeNanos) / NANOS_PER_SECOND;
    Sample sample =
        new Sample(
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            now.players(),
            now.rooms(),
            (now.deliveries() - before.deliveries()) / seconds,
            now.cpuNanos() < 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(
                    (now.cpuNanos() - before.cpuNanos()) / NANOS_PER_SECOND / seconds),
            now.lag().since(before.lag()).percentileMillis(0.99),
            now.backlogBytes(),
            closesSince(before.closes(), now.closes()));
    before = now;
    beforeNanos = nowNanos;
    synchronized (samples) {
      samples.addLast(sample);
      if (samples.size() > MAX_SAMPLES) {
        samples.removeFirst();
      }
    }
  }

  /// The samples, the oldest first.
  public List<Sample> samples() {
    synchronized (samples) {
      return List.copyOf(samples);
    }
  }

  private static Map<String, Long> closesSince(Map<String, Long> before, Map<String, Long> now) {
    Map<String, Long> closes = new TreeMap<>();
    now.forEach(
        (reason, count) -> {
          long recent = count - before.getOrDefault(reason, 0L);
          if (recent > 0) {
            closes.put(reason, recent);
          }
        });
    return closes;
  }
}
