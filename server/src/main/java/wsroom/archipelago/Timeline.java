package wsroom.archipelago;

import java.time.Duration;

/// The thread that a registration is confined to, and its time.
interface Timeline {

  /// A moment, comparable to others of this timeline only.
  long nanos();

  /// Runs a task on the thread. From any thread.
  void execute(Runnable task);

  /// Runs a task on the thread after a while.
  ///
  /// @return takes the task back, if it has not run yet
  Runnable after(Duration delay, Runnable task);

  /// Whether this is the thread.
  boolean isHere();
}
