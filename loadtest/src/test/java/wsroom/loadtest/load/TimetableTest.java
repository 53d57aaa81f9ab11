package wsroom.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What recurs on a loop happens in order, and never earlier than it should.
class TimetableTest {
  private final Timetable timetable = new Timetable();
  private final List<Long> happened = new ArrayList<>();

  @Test
  void whatIsDueHappensInTheOrderOfItsTimes() {
    SplittableRandom random = new SplittableRandom(1);
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      long time = random.nextLong(10_000);
      times.add(time);
      timetable.add(time, this::once);
    }
    runUntil(10_000);

    Collections.sort(times);
    assertThat(happened).isEqualTo(times);
  }

  @Test
  void nothingHappensBeforeItsTime() {
    timetable.add(100, this::once);

    assertThat(timetable.runDue(99)).isEqualTo(100);
    assertThat(happened).isEmpty();
    assertThat(timetable.runDue(100)).isEqualTo(Timetable.NEVER);
    assertThat(happened).containsExactly(100L);
  }

  @Test
  void whatWasLateStillHappensForEachOfItsTimes() {
    timetable.add(
        0,
        due -> {
          once(due);
          return due + 10;
        });
    timetable.runDue(35);

    assertThat(happened).containsExactly(0L, 10L, 20L, 30L);
  }

  @Test
  void theSocketsGetTheirTurnBetweenManyThings() {
    for (int i = 0; i < 100; i++) {
      timetable.add(i, this::once);
    }

    assertThat(timetable.runDue(1_000)).isEqualTo(32);
    assertThat(happened).hasSize(32);
  }

  private long once(long due) {
    happened.add(due);
    return Timetable.NEVER;
  }

  private void runUntil(long now) {
    while (timetable.runDue(now) <= now) {
      // Everything that is due takes several turns.
    }
  }
}
