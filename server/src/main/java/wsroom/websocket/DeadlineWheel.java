package wsroom.websocket;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A hashed timer wheel for all deadlines of one I/O thread, driven by a single coarse timer, so
/// that a connection needs no timer of its own. A deadline fires up to one tick late.
///
/// When more than [#MAX_PER_TURN] are due at once, the thread serves its sockets in between:
/// closing five hundred slow consumers must not delay the other connections.
///
/// Confined to its I/O thread.
public final class DeadlineWheel {
  /// How often the wheel advances.
  public static final long TICK_MILLIS = 100;

  private static final long TICK_NANOS = TICK_MILLIS * 1_000_000;
  private static final int SLOTS = 256;

  /// One deadline that closes a connection costs up to 0.1 ms.
  static final int MAX_PER_TURN = 64;

  private static final long NEXT_TURN_MILLIS = 1;

  /// A tick this late means that the whole thread or machine was stalled.
  private static final int STALL_TICKS = 10;

  /// An entry with a deadline; it is its own node in the wheel's lists, so the wheel allocates
  /// nothing.
  public abstract static class Entry {
    private @Nullable Entry previous;
    private @Nullable Entry next;
    private int slot = -1;
    private long deadlineNanos;

    /// The deadline has passed, and the entry has been removed from the wheel.
    protected abstract void onDeadline(long now);
  }

  private final IoThread ioThread;
  private final @Nullable Entry[] slots = new @Nullable Entry[SLOTS];
  private int size;
  private boolean ticking;
  private boolean stalled;
  private long lastTick;

  /// How many deadlines may still fire in this turn.
  private int turnBudget;

  /// The next entry of the iteration over a slot; moved on if that entry is removed meanwhile.
  private @Nullable Entry nextEntry;

  public DeadlineWheel(IoThread ioThread) {
    this.ioThread = ioThread;
  }

  /// Sets or changes the deadline of an entry.
  public void set(Entry entry, long deadlineNanos) {
    assert ioThread.isCurrent();
    cancel(entry);
    if (!ticking) {
      ticking = true;
      lastTick = tickOf(ioThread.nanoTime());
      ioThread.executeAfter(this::tick, TICK_MILLIS);
    }
    // Never a slot that this round has already passed.
    long tick = Math.max(tickOf(deadlineNanos) + 1, lastTick + 1);
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

  /// Calls the action for each entry; it may set and cancel deadlines.
  public void forEach(Consumer<Entry> action) {
    assert ioThread.isCurrent();
    for (int slot = 0; slot < SLOTS; slot++) {
      nextEntry = slots[slot];
      while (nextEntry != null) {
        Entry entry = nextEntry;
        nextEntry = entry.next;
        action.accept(entry);
      }
    }
  }

  private void tick() {
    long now = ioThread.nanoTime();
    long current = tickOf(now);
    if (current - lastTick > STALL_TICKS && !stalled) {
      // Frames received during the stall are read from the sockets before any deadline fires.
      stalled = true;
      ioThread.executeAfter(this::tick, 1);
      return;
    }
    stalled = false;
    turnBudget = MAX_PER_TURN;
    try {
      // After a stall longer than a round, each slot is due once.
      long first = Math.max(lastTick + 1, current - SLOTS + 1);
      for (long tick = first; tick <= current && turnBudget > 0; tick++) {
        lastTick = tick;
        expire((int) Math.floorMod(tick, (long) SLOTS), now);
      }
      if (turnBudget == 0) {
        // This slot may contain more.
        lastTick--;
      }
    } finally {
      // Even after an exception: all other entries on this thread have deadlines, too.
      ticking = size > 0;
      if (ticking) {
        ioThread.executeAfter(this::tick, turnBudget == 0 ? NEXT_TURN_MILLIS : TICK_MILLIS);
      }
    }
  }

  private void expire(int slot, long now) {
    nextEntry = slots[slot];
    while (nextEntry != null && turnBudget > 0) {
      Entry entry = nextEntry;
      nextEntry = entry.next;
      if (now - entry.deadlineNanos >= 0) {
        turnBudget--;
        cancel(entry);
        entry.onDeadline(now);
      }
    }
    nextEntry = null;
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
    if (entry.equals(nextEntry)) {
      nextEntry = after;
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
