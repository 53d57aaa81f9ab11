package wsroom.loadtest.client;

import java.nio.channels.Selector;
import java.util.concurrent.locks.LockSupport;

/// Wakes a selector at a time. A selector's own timeout counts in whole milliseconds and would make
/// updates leave up to one too late; a parked thread wakes within some 50 µs.
///
/// `setFor` is confined to the loop's thread, the waiting to the alarm's own.
final class Alarm {
  private final Selector selector;
  private final Thread thread;
  private volatile long due = Agenda.NEVER;
  private volatile boolean stopped;

  Alarm(Selector selector, String name) {
    this.selector = selector;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::keepWatch);
  }

  void start() {
    thread.start();
  }

  void setFor(long time) {
    due = time;
    LockSupport.unpark(thread);
  }

  /// The loop is awake already.
  void cancel() {
    due = Agenda.NEVER;
  }

  void stop() {
    stopped = true;
    LockSupport.unpark(thread);
  }

  private void keepWatch() {
    while (!stopped) {
      long time = due;
      if (time == Agenda.NEVER) {
        LockSupport.park(this);
        continue;
      }
      long wait = time - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(this, wait);
      } else if (due == time) {
        due = Agenda.NEVER;
        selector.wakeup();
      }
    }
  }
}
