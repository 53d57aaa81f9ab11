package wsroom.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wsroom.websocket.IoThread;

/// How long the rooms of a thread wait for their next flush.
class FlushScheduleTest {
  private static final long WINDOW_MILLIS = 5;

  private final Clockwork thread = new Clockwork();
  private long flushCostNanos;
  private int flushes;

  @Test
  void theFirstUpdateIsFlushedAtOnce() {
    FlushSchedule schedule = schedule(1);

    schedule.request(false);
    thread.runsItsTasks();

    assertThat(flushes).isEqualTo(1);
  }

  /// The pause after a flush that took 200 µs: 12 times as long, or 5 times once enough waits; a
  /// window at most.
  @ParameterizedTest
  @CsvSource({
    "1, false, 2400",
    "1, true, 1000",
    "2, false, 4800",
    "2, true, 2000",
    "4, false, 5000"
  })
  void aFlushPausesInProportionToItsCostAndToTheThreadsThatShareThePeers(
      int threads, boolean enough, long pauseMicros) {
    FlushSchedule schedule = schedule(threads);
    flushCostNanos = TimeUnit.MICROSECONDS.toNanos(200);
    schedule.request(false);
    thread.runsItsTasks();

    thread.nanos += TimeUnit.MICROSECONDS.toNanos(pauseMicros) - 1;
    schedule.request(enough);
    thread.runsItsTasks();
    assertThat(flushes).isEqualTo(1);

    thread.nanos++;
    schedule.request(enough);
    thread.runsItsTasks();
    assertThat(flushes).isEqualTo(2);
  }

  @Test
  void whatComesInThePauseIsSeenToByATimer() {
    FlushSchedule schedule = schedule(1);
    flushCostNanos = TimeUnit.MICROSECONDS.toNanos(300);
    schedule.request(false);
    thread.runsItsTasks();

    schedule.request(false);
    assertThat(thread.timerMillis).isEqualTo(3);
    thread.nanos += TimeUnit.MICROSECONDS.toNanos(3600);
    thread.timerFires();

    assertThat(flushes).isEqualTo(2);
  }

  private FlushSchedule schedule(int threads) {
    return new FlushSchedule(
        thread,
        TimeUnit.MILLISECONDS.toNanos(WINDOW_MILLIS),
        threads,
        () -> {
          flushes++;
          thread.nanos += flushCostNanos;
        });
  }

  /// An I/O thread that is run by hand, with a time of its own.
  private static final class Clockwork implements IoThread {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private long nanos = 1_000_000_000;
    private long timerMillis;
    private Runnable timer = () -> {};

    void runsItsTasks() {
      while (!tasks.isEmpty()) {
        tasks.removeFirst().run();
      }
    }

    void timerFires() {
      timer.run();
    }

    @Override
    public int index() {
      return 0;
    }

    @Override
    public boolean isCurrent() {
      return true;
    }

    @Override
    public void execute(Runnable task) {
      tasks.addLast(task);
    }

    @Override
    public void executeAfter(Runnable task, long millis) {
      timer = task;
      timerMillis = millis;
    }

    @Override
    public long nanoTime() {
      return nanos;
    }
  }
}
