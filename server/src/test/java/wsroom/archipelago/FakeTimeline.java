package wsroom.archipelago;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;

/// Fake time that a test advances. Due tasks run in order, on the test's thread.
final class FakeTimeline implements Timeline {
  private final List<Alarm> alarms = new ArrayList<>();
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private long now;
  private long made;
  private boolean running;

  private record Alarm(long at, long number, Runnable task) {}

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    run();
  }

  @Override
  public Runnable after(Duration delay, Runnable task) {
    Alarm alarm = new Alarm(now + delay.toNanos(), made++, task);
    alarms.add(alarm);
    return () -> alarms.remove(alarm);
  }

  @Override
  public boolean isHere() {
    return running;
  }

  void passes(Duration span) {
    long until = now + span.toNanos();
    while (true) {
      Alarm next =
          alarms.stream()
              .filter(alarm -> alarm.at() <= until)
              .min(Comparator.comparingLong(Alarm::at).thenComparingLong(Alarm::number))
              .orElse(null);
      if (next == null) {
        break;
      }
      alarms.remove(next);
      now = next.at();
      execute(next.task());
    }
    now = until;
  }

  /// The number of pending tasks.
  int alarms() {
    return alarms.size();
  }

  /// As on a thread, a task submitted by a task runs after it.
  private void run() {
    if (running) {
      return;
    }
    running = true;
    try {
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        task.run();
      }
    } finally {
      running = false;
    }
  }
}
