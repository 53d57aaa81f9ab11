package wsroom.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wsroom.websocket.FakeIoThreads;

/// How long the rooms of a thread wait for their next flush.
class FlushScheduleTest {
  private static final long WINDOW_MILLIS = 5;

  private final FakeIoThreads threads = FakeIoThreads.inOrder(1);
  private Duration flushCost = Duration.ZERO;
  private int flushes;

  @Test
  void theFirstUpdateIsFlushedAtOnce() {
    FlushSchedule schedule = schedule(1);

    schedule.request(false);
    threads.settle();

    assertThat(flushes).isEqualTo(1);
  }

  /// The pause after a flush that took 200 µs: 12 times as long, or 4 times once enough waits; a
  /// window at most.
  @ParameterizedTest
  @CsvSource({
    "1, false, 2400",
    "1, true, 800",
    "2, false, 4800",
    "2, true, 1600",
    "4, false, 5000"
  })
  void aFlushPausesInProportionToItsCostAndToTheThreadsThatShareThePeers(
      int sharing, boolean enough, long pauseMicros) {
    FlushSchedule schedule = schedule(sharing);
    flushCost = Duration.ofNanos(200_000);
    schedule.request(false);
    threads.settle();

    threads.jumps(Duration.of(pauseMicros, ChronoUnit.MICROS).minusNanos(1));
    schedule.request(enough);
    threads.settle();
    assertThat(flushes).isEqualTo(1);

    threads.jumps(Duration.ofNanos(1));
    schedule.request(enough);
    threads.settle();
    assertThat(flushes).isEqualTo(2);
  }

  @Test
  void whatComesInThePauseIsSeenToByATimer() {
    FlushSchedule schedule = schedule(1);
    flushCost = Duration.ofNanos(300_000);
    schedule.request(false);
    threads.settle();

    schedule.request(false);
    threads.passes(Duration.ofMillis(3).minusNanos(1));
    assertThat(threads.timersFired()).isZero();
    // It is late, as real ones are.
    threads.jumps(Duration.ofNanos(600_001));
    threads.passes(Duration.ZERO);

    assertThat(threads.timersFired()).isEqualTo(1);
    assertThat(flushes).isEqualTo(2);
  }

  /// @param sharing how many threads share the peers
  private FlushSchedule schedule(int sharing) {
    return new FlushSchedule(
        threads.get(0),
        TimeUnit.MILLISECONDS.toNanos(WINDOW_MILLIS),
        sharing,
        () -> {
          flushes++;
          threads.jumps(flushCost);
        });
  }
}
