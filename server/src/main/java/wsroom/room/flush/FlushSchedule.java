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

  private final IoThread ioThread;
  private final long windowNanos;

  // Made once: each flush asks for one of them.
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

  /// The place of a new room in this schedule.
  public ScheduledFlush add(Runnable flush) {
    return new ScheduledFlush(flush, new FrameRate(windowNanos, ioThread.nanoTime()));
  }

  /// A room has that many more frames to send.
  public void request(ScheduledFlush room, int frames) {
    long now = ioThread.nanoTime();
    if (room.frames == 0) {
      room.firstNanos = now;
    }
    room.frames += frames;
    room.rate.onFrames(now);
    switch (room.state) {
      case IDLE -> {
        if (room.frames >= room.rate.enough()) {
          queue(room);
        } else {
          gather(room, now);
        }
      }
      case GATHERING -> {
        if (room.frames >= room.rate.enough()) {
          gathering.remove(room);
          queue(room);
        }
      }
      case DUE -> {}
    }
    queueExpired(now);
  }

  /// Flushes a room now, whenever it would be due.
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
    long silence = room.rate.silentAt();
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

  /// Has a timer fire by the time at which the first room expires.
  private void startTimer(long now) {
    ScheduledFlush first = gathering.first();
    if (first == null || (timerRuns && timerNanos - first.heapNanos <= NANOS_PER_MILLI / 2)) {
      return;
    }
    // Timers are late by a millisecond or two, never early.
    long millis = Math.max(1, (first.heapNanos - now) / NANOS_PER_MILLI);
    timerRuns = true;
    timerNanos = now + millis * NANOS_PER_MILLI;
    ioThread.executeAfter(onTimer, millis);
  }

  /// A timer that an earlier one has overtaken finds nothing to do, or what is due by chance.
  private void onTimer() {
    long now = ioThread.nanoTime();
    if (timerRuns && now - timerNanos >= 0) {
      timerRuns = false;
    }
    // What would expire before another timer could fire is flushed now.
    queueExpired(now + NANOS_PER_MILLI / 2);
    startTimer(now);
  }

  private void run() {
    boolean goesOn = false;
    try {
      goesOn = !flushForASlice();
    } finally {
      // Also after a room that fails, which must stop no other.
      runIsQueued = goesOn;
    }
    if (goesOn) {
      ioThread.executeAfterPoll(run);
    }
  }

  /// Returns whether no room is due any more.
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
