package wsroom.loadtest.client;

import java.nio.channels.Selector;
import java.util.concurrent.locks.LockSupport;

/// Wakes a selector at a given time. A selector's own timeout counts in whole milliseconds and
/// would delay updates by up to one; a parked thread wakes within some 50 µs.
///
/// `schedule` is confined to the loop's thread, the waiting to the timer's own.
final class WakeupTimer {
  private final Selector selector;
  private final Thread thread;
  private volatile long due = Timers.NEVER;
  private volatile boolean stopped;

  WakeupTimer(Selector selector, String name) {
    this.selector = selector;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  void schedule(long time) {
    due = time;
    LockSupport.unpark(thread);
  }

  /// Cancels the wakeup: the loop is awake.
  void cancel() {
    due = Timers.NEVER;
  }

  void stop() {
    stopped = true;
    LockSupport.unpark(thread);
  }

  private void run() {
    while (!stopped) {
      long time = due;
      if (time == Timers.NEVER) {
        LockSupport.park(this);
        continue;
      }
      long wait = time - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(this, wait);
      } else if (due == time) {
        due = Timers.NEVER;
        selector.wakeup();
      }
    }
  }
}
