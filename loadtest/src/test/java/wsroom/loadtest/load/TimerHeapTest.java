package wsroom.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Order and timing of repeating tasks.
class TimerHeapTest {
  private final TimerHeap timers = new TimerHeap();
  private final List<Long> happened = new ArrayList<>();

  @Test
  void dueTasksRunInOrder() {
    SplittableRandom random = new SplittableRandom(1);
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      long time = random.nextLong(10_000);
      times.add(time);
      timers.add(time, this::once);
    }
    runUntil(10_000);

    Collections.sort(times);
    assertThat(happened).isEqualTo(times);
  }

  @Test
  void tasksDoNotRunEarly() {
    timers.add(100, this::once);

    assertThat(timers.runDue(99)).isEqualTo(100);
    assertThat(happened).isEmpty();
    assertThat(timers.runDue(100)).isEqualTo(TimerHeap.NEVER);
    assertThat(happened).containsExactly(100L);
  }

  @Test
  void lateTaskRunsForEachScheduledTime() {
    timers.add(
        0,
        due -> {
          once(due);
          return due + 10;
        });
    timers.runDue(35);

    assertThat(happened).containsExactly(0L, 10L, 20L, 30L);
  }

  @Test
  void socketsAreServedBetweenBatchesOfTasks() {
    for (int i = 0; i < 100; i++) {
      timers.add(i, this::once);
    }

    assertThat(timers.runDue(1_000)).isEqualTo(32);
    assertThat(happened).hasSize(32);
  }

  private long once(long due) {
    happened.add(due);
    return TimerHeap.NEVER;
  }

  private void runUntil(long now) {
    while (timers.runDue(now) <= now) {
      // All due tasks take several calls.
    }
  }
}
