package wsroom.loadtest.load;

import java.util.Arrays;
import wsroom.loadtest.client.Timers;

/// Repeating tasks of one loop in a binary heap, ordered by due time. Confined to the loop's
/// thread.
final class TimerHeap implements Timers {
  /// Maximum number of tasks before sockets are polled again.
  private static final int TURN = 32;

  /// A repeating task.
  interface RepeatingTask {
    /// Must not add tasks or clear the heap.
    ///
    /// @param due the scheduled time
    /// @return the next scheduled time, or `NEVER`
    long run(long due);
  }

  private long[] times = new long[16];
  private RepeatingTask[] entries = new RepeatingTask[16];
  private int size;

  void add(long due, RepeatingTask entry) {
    if (size == times.length) {
      times = Arrays.copyOf(times, size * 2);
      entries = Arrays.copyOf(entries, size * 2);
    }
    int at = size++;
    while (at > 0 && isBefore(due, times[(at - 1) / 2])) {
      move((at - 1) / 2, at);
      at = (at - 1) / 2;
    }
    times[at] = due;
    entries[at] = entry;
  }

  void clear() {
    Arrays.fill(entries, 0, size, null);
    size = 0;
  }

  @Override
  public long runDue(long now) {
    for (int i = 0; i < TURN && size > 0 && !isBefore(now, times[0]); i++) {
      RepeatingTask first = entries[0];
      long next = first.run(times[0]);
      replaceFirst(next, first);
    }
    return size == 0 ? NEVER : times[0];
  }

  private void replaceFirst(long time, RepeatingTask entry) {
    if (time != NEVER) {
      sink(time, entry);
      return;
    }
    size--;
    RepeatingTask last = entries[size];
    entries[size] = null;
    if (size > 0) {
      sink(times[size], last);
    }
  }

  private void sink(long time, RepeatingTask entry) {
    int at = 0;
    while (true) {
      int child = at * 2 + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && isBefore(times[child + 1], times[child])) {
        child++;
      }
      if (!isBefore(times[child], time)) {
        break;
      }
      move(child, at);
      at = child;
    }
    times[at] = time;
    entries[at] = entry;
  }

  private void move(int from, int to) {
    times[to] = times[from];
    entries[to] = entries[from];
  }

  /// Compares by difference, as `System.nanoTime()` requires.
  private static boolean isBefore(long time, long other) {
    return time - other < 0;
  }
}
