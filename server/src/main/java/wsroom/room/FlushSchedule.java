package wsroom.room;

import wsroom.websocket.IoThread;

/// When the rooms of one I/O thread are flushed: at once while little goes on, less often as the
/// thread gets busy, since each flush gathers more and a write costs nearly the same however much
/// it carries.
///
/// After a flush that took some time, the next one waits [#PAUSE_PER_COST] times as long, or a
/// third of that if by then each write carries enough to be worth it; at most a window. So flushing
/// takes a bounded share of a thread until the window is reached. Where threads share the peers,
/// each has less to flush, and waits so much longer: else more threads would only write more often.
///
/// Confined to its I/O thread.
final class FlushSchedule {
  /// How much longer than a flush the pause after it is.
  static final int PAUSE_PER_COST = 12;

  /// The same once enough waits.
  static final int PAUSE_PER_COST_WITH_ENOUGH = 4;

  private static final long NANOS_PER_MILLI = 1_000_000;

  private enum Phase {
    IDLE,
    /// A timer will see to it, unless an update that comes later finds the time come before.
    TIMED,
    /// Runs after the sockets that are ready now.
    QUEUED
  }

  private final IoThread ioThread;
  private final long windowNanos;
  private final int threads;
  private final Runnable flush;

  // Made once: each flush asks for one of them.
  private final Runnable run = this::run;
  private final Runnable onTimer = this::onTimer;

  private Phase phase = Phase.IDLE;
  private boolean timerRuns;
  private long dueNanos;
  private long dueWithEnoughNanos;

  /// @param windowNanos the longest pause
  /// @param threads that share the peers
  FlushSchedule(IoThread ioThread, long windowNanos, int threads, Runnable flush) {
    this.ioThread = ioThread;
    this.windowNanos = windowNanos;
    this.threads = threads;
    this.flush = flush;
    this.dueNanos = ioThread.nanoTime();
    this.dueWithEnoughNanos = dueNanos;
  }

  /// Something waits for a flush.
  ///
  /// @param enough whether so much waits that each write will carry many frames
  void request(boolean enough) {
    if (phase == Phase.QUEUED) {
      return;
    }
    long wait = (enough ? dueWithEnoughNanos : dueNanos) - ioThread.nanoTime();
    if (wait <= 0) {
      phase = Phase.QUEUED;
      ioThread.execute(run);
    } else if (phase == Phase.IDLE) {
      phase = Phase.TIMED;
      startTimer(wait);
    }
  }

  private void startTimer(long wait) {
    if (!timerRuns) {
      timerRuns = true;
      // Timers are late rather than early, so the wait is rounded down.
      ioThread.executeAfter(onTimer, Math.max(1, wait / NANOS_PER_MILLI));
    }
  }

  private void onTimer() {
    timerRuns = false;
    if (phase == Phase.TIMED) {
      long wait = dueNanos - ioThread.nanoTime();
      if (wait < NANOS_PER_MILLI / 2) {
        run();
      } else {
        startTimer(wait);
      }
    }
  }

  private void run() {
    if (phase == Phase.IDLE) {
      return;
    }
    phase = Phase.IDLE;
    long start = ioThread.nanoTime();
    flush.run();
    long end = ioThread.nanoTime();
    long cost = (end - start) * threads;
    dueNanos = end + Math.min(windowNanos, PAUSE_PER_COST * cost);
    dueWithEnoughNanos = end + Math.min(windowNanos, PAUSE_PER_COST_WITH_ENOUGH * cost);
  }
}
