package wsroom.websocket;

/// A thread that runs tasks one after the other, and owns the objects that are confined to it.
///
/// A port: implementations run on threads of their own; that of the tests is run by hand, on its
/// own clock.
public interface EventLoop {

  /// Whether the caller runs on this thread. Confined objects assert it.
  boolean isCurrent();

  /// Runs a task, in order of submission. From any thread.
  void execute(Runnable task);

  /// Runs a task after about that many milliseconds; a timer may be late by one or two of them.
  /// Called on this thread.
  void executeAfter(Runnable task, long millis);

  /// This thread's clock, in nanoseconds from an arbitrary origin; monotonic.
  long nanoTime();
}
