package wsroom.loadtest.client;

/// Timed tasks of a client loop. Called on the loop's thread.
public interface Timers {
  /// No task is scheduled.
  long NEVER = Long.MAX_VALUE;

  /// Runs tasks that are due at `now` (`System.nanoTime()`), at most a batch so that sockets are
  /// polled in between. Returns when the next task is due.
  long runDue(long now);
}
