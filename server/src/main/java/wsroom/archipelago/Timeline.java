package wsroom.archipelago;

import java.time.Duration;

/// The thread that a registration is confined to, and its time.
interface Timeline {

  /// The time, comparable to other times of this timeline only.
  long nanos();

  /// Runs a task on the thread. Called on any thread.
  void execute(Runnable task);

  /// Runs a task on the thread after a delay.
  ///
  /// @return cancels the task, if it has not run yet
  Runnable after(Duration delay, Runnable task);

  /// Whether this is the thread.
  boolean isHere();
}
