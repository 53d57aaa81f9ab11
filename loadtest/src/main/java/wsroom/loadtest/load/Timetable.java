package wsroom.loadtest.load;

import java.util.Arrays;
import wsroom.loadtest.client.Agenda;

/// What recurs on one loop, in the order of its times: a binary heap. Confined to the loop's
/// thread.
final class Timetable implements Agenda {
  /// After so many the sockets get their turn.
  private static final int TURN = 32;

  /// Something that happens again and again.
  interface Recurring {
    /// Must not change the table.
    ///
    /// @param due when it was to happen
    /// @return when it is to happen next, or `NEVER`
    long happen(long due);
  }

  private long[] times = new long[16];
  private Recurring[] entries = new Recurring[16];
  private int size;

  void add(long due, Recurring entry) {
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
      Recurring first = entries[0];
      long next = first.happen(times[0]);
      replaceFirst(next, first);
    }
    return size == 0 ? NEVER : times[0];
  }

  private void replaceFirst(long time, Recurring entry) {
    if (time != NEVER) {
      sink(time, entry);
      return;
    }
    size--;
    Recurring last = entries[size];
    entries[size] = null;
    if (size > 0) {
      sink(times[size], last);
    }
  }

  private void sink(long time, Recurring entry) {
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

  /// By their difference, as `System.nanoTime()` asks for.
  private static boolean isBefore(long time, long other) {
    return time - other < 0;
  }
}
