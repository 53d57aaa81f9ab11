package wsroom.websocket;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The deadlines of all that lives on one I/O thread: a hashed wheel under a single coarse timer,
/// so that a connection costs no timer of its own. Deadlines are met up to one tick late.
///
/// When more than [#MAX_PER_TURN] are due at once, the thread serves its sockets in between: five
/// hundred slow consumers that are closed at the same time must not hold up the others.
///
/// Confined to its I/O thread.
public final class DeadlineWheel {
  /// How often deadlines are looked at.
  public static final long TICK_MILLIS = 100;

  private static final long TICK_NANOS = TICK_MILLIS * 1_000_000;
  private static final int SLOTS = 256;

  /// A close costs up to 0.1 ms.
  static final int MAX_PER_TURN = 64;

  private static final long NEXT_TURN_MILLIS = 1;

  /// A tick that comes this late means that the whole thread, or machine, was held up.
  private static final int PAUSE_TICKS = 10;

  /// Something with a deadline: kept in the wheel's own lists, without an object of the wheel's.
  public abstract static class Entry {
    private @Nullable Entry previous;
    private @Nullable Entry next;
    private int slot = -1;
    private long deadlineNanos;

    /// The deadline has come, and the entry is out of the wheel.
    protected abstract void onDeadline(long now);
  }

  private final IoThread ioThread;
  private final @Nullable Entry[] slots = new @Nullable Entry[SLOTS];
  private int size;
  private boolean ticking;
  private boolean heldUp;
  private long tickedTo;

  /// How many deadlines this turn may still meet.
  private int dueLeft;

  /// Whom the walk through a slot visits next, kept right when that entry is taken out meanwhile.
  private @Nullable Entry upNext;

  public DeadlineWheel(IoThread ioThread) {
    this.ioThread = ioThread;
  }

  /// Sets or moves the deadline of an entry.
  public void set(Entry entry, long deadlineNanos) {
    assert ioThread.isCurrent();
    cancel(entry);
    if (!ticking) {
      ticking = true;
      tickedTo = tickOf(ioThread.nanoTime());
      ioThread.executeAfter(this::tick, TICK_MILLIS);
    }
    // Never into a slot that this lap has already passed.
    long tick = Math.max(tickOf(deadlineNanos) + 1, tickedTo + 1);
    entry.deadlineNanos = deadlineNanos;
    link(entry, (int) Math.floorMod(tick, (long) SLOTS));
    size++;
  }

  public void cancel(Entry entry) {
    if (entry.slot < 0) {
      return;
    }
    unlink(entry);
    size--;
  }

  public int size() {
    return size;
  }

  /// Calls for each entry; the call may set and cancel deadlines.
  public void forEach(Consumer<Entry> action) {
    assert ioThread.isCurrent();
    for (int slot = 0; slot < SLOTS; slot++) {
      upNext = slots[slot];
      while (upNext != null) {
        Entry entry = upNext;
        upNext = entry.next;
        action.accept(entry);
      }
    }
  }

  private void tick() {
    long now = ioThread.nanoTime();
    long current = tickOf(now);
    if (current - tickedTo > PAUSE_TICKS && !heldUp) {
      // What came meanwhile still waits in the sockets, and is read before anyone is given up.
      heldUp = true;
      ioThread.executeAfter(this::tick, 1);
      return;
    }
    heldUp = false;
    dueLeft = MAX_PER_TURN;
    try {
      // After a pause of a whole lap, each slot is due once.
      long first = Math.max(tickedTo + 1, current - SLOTS + 1);
      for (long tick = first; tick <= current && dueLeft > 0; tick++) {
        tickedTo = tick;
        expire((int) Math.floorMod(tick, (long) SLOTS), now);
      }
      if (dueLeft == 0) {
        // There may be more in this slot.
        tickedTo--;
      }
    } finally {
      // Even after a fault of one entry: all the others on this thread have deadlines, too.
      ticking = size > 0;
      if (ticking) {
        ioThread.executeAfter(this::tick, dueLeft == 0 ? NEXT_TURN_MILLIS : TICK_MILLIS);
      }
    }
  }

  private void expire(int slot, long now) {
    upNext = slots[slot];
    while (upNext != null && dueLeft > 0) {
      Entry entry = upNext;
      upNext = entry.next;
      if (now - entry.deadlineNanos >= 0) {
        dueLeft--;
        cancel(entry);
        entry.onDeadline(now);
      }
    }
    upNext = null;
  }

  private static long tickOf(long nanos) {
    return Math.floorDiv(nanos, TICK_NANOS);
  }

  private void link(Entry entry, int slot) {
    Entry first = slots[slot];
    entry.slot = slot;
    entry.previous = null;
    entry.next = first;
    if (first != null) {
      first.previous = entry;
    }
    slots[slot] = entry;
  }

  private void unlink(Entry entry) {
    Entry before = entry.previous;
    Entry after = entry.next;
    if (entry.equals(upNext)) {
      upNext = after;
    }
    if (before == null) {
      slots[entry.slot] = after;
    } else {
      before.next = after;
    }
    if (after != null) {
      after.previous = before;
    }
    entry.previous = null;
    entry.next = null;
    entry.slot = -1;
  }
}
