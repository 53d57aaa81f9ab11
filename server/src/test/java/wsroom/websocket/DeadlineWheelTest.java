package wsroom.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeadlineWheelTest {
  private static final long MILLI = 1_000_000;
  private static final long TICK = DeadlineWheel.TICK_MILLIS * MILLI;

  private final FakeIoThreads threads = FakeIoThreads.inOrder(1);
  private final FakeIoThread thread = threads.get(0);
  private final DeadlineWheel wheel = new DeadlineWheel(thread);
  private final List<String> met = new ArrayList<>();

  @Test
  void deadlineFiresNeverEarlyAndAtMostOneTickLate() {
    Alarm alarm = new Alarm("one");
    set(alarm, Duration.ofSeconds(5));

    threads.passes(Duration.ofMillis(4_999));
    assertThat(met).isEmpty();
    threads.passes(Duration.ofMillis(1 + DeadlineWheel.TICK_MILLIS));
    assertThat(met).containsExactly("one");
    assertThat(wheel.size()).isZero();
  }

  @Test
  void deadlineBeyondOneRoundDoesNotFireInTheFirst() {
    set(new Alarm("far"), Duration.ofMinutes(2));

    threads.passes(Duration.ofMillis(119_999));
    assertThat(met).isEmpty();
    threads.passes(Duration.ofMillis(101));
    assertThat(met).containsExactly("far");
  }

  @Test
  void pastDeadlineFiresAtTheNextTick() {
    set(new Alarm("late"), Duration.ofMillis(-700));

    threads.passes(Duration.ofMillis(DeadlineWheel.TICK_MILLIS));
    assertThat(met).containsExactly("late");
  }

  @Test
  void changedDeadlineFiresOnceAtItsNewTime() {
    Alarm alarm = new Alarm("moved");
    set(alarm, Duration.ofMillis(300));
    threads.passes(Duration.ofMillis(200));
    set(alarm, Duration.ofMillis(900));

    threads.passes(Duration.ofMillis(899));
    assertThat(met).isEmpty();
    threads.passes(Duration.ofSeconds(60));
    assertThat(met).containsExactly("moved");
  }

  @Test
  void cancelledDeadlineNeverFires() {
    Alarm alarm = new Alarm("cancelled");
    set(alarm, Duration.ofMillis(300));
    wheel.cancel(alarm);
    wheel.cancel(alarm);

    threads.passes(Duration.ofSeconds(60));
    assertThat(met).isEmpty();
    assertThat(wheel.size()).isZero();
  }

  @Test
  void manyDeadlinesDueAtOnceFireInTurnsWithSocketsServedInBetween() {
    int due = 5 * DeadlineWheel.MAX_PER_TURN + 1;
    for (int i = 0; i < due; i++) {
      set(new Alarm("alarm " + i), Duration.ofSeconds(5));
    }
    threads.passes(Duration.ofMillis(4_999));
    int most = 0;
    int before = 0;
    for (int millis = 0; millis < 200; millis++) {
      threads.passes(Duration.ofMillis(1));
      most = Math.max(most, met.size() - before);
      before = met.size();
    }

    assertThat(most).isEqualTo(DeadlineWheel.MAX_PER_TURN);
    assertThat(met).hasSize(due).doesNotHaveDuplicates();
    assertThat(wheel.size()).isZero();
  }

  @Test
  void timerStopsWhileTheWheelIsEmpty() {
    set(new Alarm("only"), Duration.ofMillis(100));
    threads.passes(Duration.ofSeconds(1));
    long before = threads.timersFired();

    threads.passes(Duration.ofSeconds(100));

    assertThat(threads.timersFired()).isEqualTo(before);
    set(new Alarm("later"), Duration.ofMillis(100));
    threads.passes(Duration.ofSeconds(1));
    assertThat(met).containsExactly("only", "later");
  }

  @Test
  void entryMaySetItselfAgainInItsCallback() {
    Alarm alarm =
        new Alarm("again") {
          @Override
          protected void onDeadline(long now) {
            super.onDeadline(now);
            if (met.size() < 3) {
              wheel.set(this, now + 200 * MILLI);
            }
          }
        };
    set(alarm, Duration.ofMillis(50));

    threads.passes(Duration.ofSeconds(2));
    assertThat(met).containsExactly("again", "again", "again");
  }

  @Test
  void entryMayCancelOrChangeAnyOtherInItsCallback() {
    List<Alarm> alarms = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      alarms.add(new Alarm("alarm " + i));
    }
    Alarm first =
        new Alarm("first") {
          @Override
          protected void onDeadline(long now) {
            super.onDeadline(now);
            wheel.cancel(alarms.get(9));
            wheel.set(alarms.get(8), now + 700 * MILLI);
            wheel.cancel(alarms.get(0));
          }
        };
    // All are in one slot, and the wheel may visit them in any order.
    alarms.forEach(alarm -> set(alarm, Duration.ofMillis(150)));
    set(first, Duration.ofMillis(150));

    threads.passes(Duration.ofMillis(300));
    assertThat(met).contains("first", "alarm 1", "alarm 4", "alarm 7").doesNotContain("alarm 9");
    threads.passes(Duration.ofSeconds(1));
    assertThat(met).doesNotHaveDuplicates().contains("alarm 8");
  }

  @Test
  void exceptionInACallbackDoesNotStopTheWheel() {
    set(
        new Alarm("faulty") {
          @Override
          protected void onDeadline(long now) {
            throw new IllegalStateException("a bug");
          }
        },
        Duration.ofMillis(100));
    set(new Alarm("next"), Duration.ofMillis(500));

    passesDespiteFault(Duration.ofMillis(300));
    threads.passes(Duration.ofSeconds(1));
    assertThat(met).containsExactly("next");
  }

  @Test
  void allEntriesAreVisitedEvenIfTheirDeadlinesChange() {
    List<Alarm> alarms = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      Alarm alarm = new Alarm("alarm " + i);
      alarms.add(alarm);
      set(alarm, Duration.ofMillis(i * 41L));
    }
    List<DeadlineWheel.Entry> visited = new ArrayList<>();

    threads.on(
        thread,
        () ->
            wheel.forEach(
                entry -> {
                  visited.add(entry);
                  wheel.set(entry, thread.nanoTime() + 2_000 * MILLI);
                }));

    assertThat(visited).containsAll(alarms);
    assertThat(wheel.size()).isEqualTo(1_000);
  }

  @Test
  void allDueDeadlinesFireOnceAfterALongStall() {
    for (int i = 0; i < 600; i++) {
      set(new Alarm("alarm " + i), Duration.ofMillis(100L * i));
    }
    threads.jumps(Duration.ofSeconds(70));

    threads.passes(Duration.ofMillis(200));
    assertThat(met).hasSize(600).doesNotHaveDuplicates();
  }

  @Test
  void socketsAreServedBeforeDeadlinesAfterALongStall() {
    set(new Alarm("alarm"), Duration.ofSeconds(1));
    threads.jumps(Duration.ofSeconds(70));

    threads.passes(Duration.ZERO);
    assertThat(met).isEmpty();
    threads.passes(Duration.ofMillis(3));
    assertThat(met).containsExactly("alarm");
  }

  @Test
  void oneSecondLateIsNoStallAndATickMoreIs() {
    set(new Alarm("first"), Duration.ofMillis(300));
    threads.jumps(Duration.ofSeconds(1));
    threads.passes(Duration.ZERO);
    assertThat(met).containsExactly("first");

    set(new Alarm("second"), Duration.ofMillis(300));
    threads.jumps(Duration.ofMillis(1_100));
    threads.passes(Duration.ZERO);
    assertThat(met).containsExactly("first");
    threads.passes(Duration.ofMillis(1));
    assertThat(met).containsExactly("first", "second");
  }

  @Test
  void deadlinesOfACrowdedTickAllFireThoughTheThreadIsLate() {
    int due = 3 * DeadlineWheel.MAX_PER_TURN;
    for (int i = 0; i < due; i++) {
      set(new Alarm("alarm " + i), Duration.ofMillis(150));
    }
    threads.jumps(Duration.ofMillis(600));
    threads.passes(Duration.ofMillis(10));

    assertThat(met).hasSize(due).doesNotHaveDuplicates();
  }

  @Test
  void randomDeadlinesAllFireInTime() {
    Random random = new Random(5);
    List<Alarm> alarms = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      alarms.add(new Alarm("alarm " + i));
    }
    for (int round = 0; round < 3_000; round++) {
      Alarm alarm = alarms.get(random.nextInt(alarms.size()));
      if (random.nextInt(5) == 0) {
        wheel.cancel(alarm);
        alarm.dueNanos = Long.MAX_VALUE;
      } else {
        set(alarm, Duration.ofMillis(random.nextInt(40_000)));
      }
      if (random.nextInt(10) == 0) {
        threads.passes(Duration.ofMillis(random.nextInt(1_500)));
        for (Alarm each : alarms) {
          each.assertNotOverdue();
        }
      }
    }
    long pending = alarms.stream().filter(alarm -> alarm.dueNanos != Long.MAX_VALUE).count();
    assertThat(wheel.size()).isEqualTo((int) pending);
  }

  private void passesDespiteFault(Duration time) {
    try {
      threads.passes(time);
    } catch (IllegalStateException fault) {
      assertThat(fault).hasMessage("a bug");
    }
  }

  private void set(Alarm alarm, Duration in) {
    alarm.dueNanos = threads.nowNanos() + in.toNanos();
    threads.on(thread, () -> wheel.set(alarm, alarm.dueNanos));
  }

  private class Alarm extends DeadlineWheel.Entry {
    private final String name;
    long dueNanos = Long.MAX_VALUE;

    Alarm(String name) {
      this.name = name;
    }

    @Override
    protected void onDeadline(long now) {
      assertThat(now - dueNanos).as(name).isNotNegative();
      dueNanos = Long.MAX_VALUE;
      met.add(name);
    }

    void assertNotOverdue() {
      if (dueNanos != Long.MAX_VALUE) {
        assertThat(threads.nowNanos() - dueNanos).as(name).isLessThanOrEqualTo(2 * TICK);
      }
    }
  }
}
