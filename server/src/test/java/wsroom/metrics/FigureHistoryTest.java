package wsroom.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FigureHistoryTest {
  private static final long INTERVAL = FigureHistory.INTERVAL.toNanos();
  private static final double[] BOUNDS = {1, 5, 20};

  private Instant now = Instant.parse("2026-05-01T12:00:00Z");
  private FigureHistory.Counts counts = counts(0, 0, 0, lag(0, 0, 0, 0), Map.of());
  private final FigureHistory history = new FigureHistory(() -> counts, () -> now, 0);

  @Test
  void sampleHasTheFiguresOfItsInterval() {
    counts = counts(3, 1_000, Duration.ofSeconds(5).toNanos(), lag(0, 90, 100, 100), Map.of());
    sample(1);
    counts =
        counts(
            7,
            3_000,
            Duration.ofSeconds(20).toNanos(),
            lag(100, 190, 200, 200),
            Map.of("kicked", 2L));
    sample(2);

    FigureHistory.Sample last = history.samples().getLast();
    assertThat(last.time()).isEqualTo(now);
    assertThat(last.players()).isEqualTo(7);
    assertThat(last.deliveriesPerSecond()).isEqualTo(200);
    assertThat(last.cpuCores()).hasValue(1.5);
    assertThat(last.lagP99Millis()).hasValue(0.99);
    assertThat(last.closes()).isEqualTo(Map.of("kicked", 2L));
    FigureHistory.Sample first = history.samples().getFirst();
    assertThat(first.lagP99Millis()).hasValue(5 + 15 * 0.9);
    assertThat(first.closes()).isEmpty();
  }

  @Test
  void intervalWithoutFlushesHasNoLag() {
    sample(1);
    assertThat(history.samples().getFirst().lagP99Millis()).isEmpty();
  }

  @Test
  void lagBeyondTheLastBucketIsTheLongest() {
    counts = counts(1, 1, 0, new LagHistogram(BOUNDS, new double[] {0, 0, 0}, 10, 700), Map.of());
    sample(1);
    assertThat(history.samples().getFirst().lagP99Millis()).hasValue(700);
  }

  @Test
  void historyKeepsAnHour() {
    for (int i = 1; i <= 400; i++) {
      counts = counts(i, i, 0, lag(0, 0, 0, 0), Map.of());
      sample(i);
    }

    List<FigureHistory.Sample> samples = history.samples();
    assertThat(samples).hasSize(360);
    assertThat(samples.getFirst().players()).isEqualTo(41);
    assertThat(samples.getLast().players()).isEqualTo(400);
  }

  private void sample(int number) {
    now = now.plus(FigureHistory.INTERVAL);
    history.sample(number * INTERVAL);
  }

  private static LagHistogram lag(double upTo1, double upTo5, double upTo20, double total) {
    return new LagHistogram(BOUNDS, new double[] {upTo1, upTo5, upTo20}, total, 15);
  }

  private static FigureHistory.Counts counts(
      int players, long deliveries, long cpuNanos, LagHistogram lag, Map<String, Long> closes) {
    return new FigureHistory.Counts(players, 1, deliveries, cpuNanos, lag, 4_096, closes);
  }
}
