package wsroom.room.flush;

import wsroom.websocket.IoThread;

/// Decides when each room of one I/O thread is flushed.
///
/// A write costs nearly the same for one frame as for a hundred, so a room that soon has more
/// frames gathers some before it is flushed; [FrameRate] knows how many, and when to stop waiting
/// for the next. A room gathers for the flush window at most. A room that has no other frame to
/// expect within the window is flushed once the sockets that are ready now have been read, however
/// busy the other rooms are.
///
/// Rooms that are due are flushed in the order in which they became due. When that takes longer
/// than [#SLICE_NANOS], the sockets are read again in between: so frames do not wait in a socket
/// while there is a batch that could take them, and on a thread that has no time left batches grow
/// by themselves.
///
/// Confined to its I/O thread.
public final class FlushSchedule {
  /// How long rooms are flushed before the sockets are read again.
  static final long SLICE_NANOS = 500_000;

  private static final long NANOS_PER_MILLI = 1_000_000;

  /// A timer also flushes rooms whose deadline is that close. Less than the shortest silence, so
  /// that it does not end a batch that has just begun.
  private static final long TIMER_TOLERANCE_NANOS = 250_000;

  private final IoThread ioThread;
  private final long windowNanos;

  // Allocated once, since each flush passes one of them on.
  private final Runnable run = this::run;
  private final Runnable onTimer = this::onTimer;

  private final DeadlineHeap gathering = new DeadlineHeap();
  private final FlushQueue due = new FlushQueue();
  private boolean runIsQueued;

  private boolean timerRuns;
  private long timerNanos;

  /// @param windowNanos the longest that a room gathers; 0 for none
  public FlushSchedule(IoThread ioThread, long windowNanos) {
    this.ioThread = ioThread;
    this.windowNanos = windowNanos;
  }

  /// Adds a room, which `flush` writes out.
  public ScheduledFlush add(Runnable flush) {
    return new ScheduledFlush(flush, new FrameRate(windowNanos, ioThread.nanoTime()));
  }

  /// Counts `frames` more for a room, and flushes it when it is due.
  public void request(ScheduledFlush room, int frames) {
    long now = ioThread.nanoTime();
    if (room.frames == 0) {
      room.firstNanos = now;
    }
    room.frames += frames;
    room.rate.onFrames(now);
    switch (room.state) {
      case IDLE -> {
        if (room.frames >= room.rate.framesPerFlush()) {
          queue(room);
        } else {
          gather(room, now);
        }
      }
      case GATHERING -> {
        if (room.frames >= room.rate.framesPerFlush()) {
          gathering.remove(room);
          queue(room);
        }
      }
      case DUE -> {}
    }
    queueExpired(now);
  }

  /// Flushes a room now, ahead of its deadline.
  public void flushNow(ScheduledFlush room) {
    switch (room.state) {
      case IDLE -> {}
      case GATHERING -> gathering.remove(room);
      case DUE -> due.remove(room);
    }
    flush(room);
  }

  private void gather(ScheduledFlush room, long now) {
    room.state = ScheduledFlush.State.GATHERING;
    gathering.add(room, deadline(room));
    startTimer(now);
  }

  private long deadline(ScheduledFlush room) {
    long window = room.firstNanos + windowNanos;
    long silence = room.rate.silentAtNanos();
    return silence - window < 0 ? silence : window;
  }

  /// Queues the rooms that have gathered for long enough. A deadline may have moved since it was
  /// put into the heap, and then only to a later time.
  private void queueExpired(long now) {
    for (ScheduledFlush room = gathering.first();
        room != null && now - room.heapNanos >= 0;
        room = gathering.first()) {
      gathering.remove(room);
      long deadline = deadline(room);
      if (now - deadline >= 0) {
        queue(room);
      } else {
        gathering.add(room, deadline);
      }
    }
  }

  private void queue(ScheduledFlush room) {
    room.state = ScheduledFlush.State.DUE;
    due.addLast(room);
    if (!runIsQueued) {
      runIsQueued = true;
      ioThread.execute(run);
    }
  }

  /// Starts a timer for the first deadline, unless one fires by then.
  private void startTimer(long now) {
    ScheduledFlush first = gathering.first();
    if (first == null || (timerRuns && timerNanos - first.heapNanos <= NANOS_PER_MILLI / 2)) {
      return;
    }
    // Timers fire a millisecond or two late, never early.
    long millis = Math.max(1, (first.heapNanos - now) / NANOS_PER_MILLI);
    timerRuns = true;
    timerNanos = now + millis * NANOS_PER_MILLI;
    ioThread.executeAfter(onTimer, millis);
  }

  /// Also runs for a timer that an earlier one made superfluous, and then finds little or nothing
  /// due.
  private void onTimer() {
    long now = ioThread.nanoTime();
    if (timerRuns && now - timerNanos >= 0) {
      timerRuns = false;
    }
    queueExpired(now + TIMER_TOLERANCE_NANOS);
    startTimer(now);
  }

  private void run() {
    boolean moreIsDue = false;
    try {
      moreIsDue = !flushForASlice();
    } finally {
      // Also after a room whose flush fails, which must stop no other.
      runIsQueued = moreIsDue;
    }
    if (moreIsDue) {
      ioThread.executeAfterPoll(run);
    }
  }

  /// Flushes due rooms for a slice of time. Returns whether none is left.
  private boolean flushForASlice() {
    long start = ioThread.nanoTime();
    long now = start;
    for (ScheduledFlush room = due.first(); room != null; room = due.first()) {
      if (now - start >= SLICE_NANOS) {
        return false;
      }
      due.remove(room);
      now = flush(room);
    }
    return true;
  }

  private long flush(ScheduledFlush room) {
    room.state = ScheduledFlush.State.IDLE;
    room.flush();
    long now = ioThread.nanoTime();
    room.rate.onFlush(room.frames, now);
    room.frames = 0;
    return now;
  }
}
