package wsroom.websocket;

/// One of the server's I/O threads: each socket, session and room replica is confined to one of
/// them.
///
/// A port: the implementation runs on XNIO; that of the tests is run by hand, on its own clock.
public interface IoThread {

  /// The index of this thread among all of them, from 0.
  int index();

  /// Whether the caller runs on this thread. Confined objects assert it.
  boolean isCurrent();

  /// Runs a task after all sockets that are ready now, in order of submission. From any thread.
  void execute(Runnable task);

  /// Runs a task after the selector has been polled again and the ready sockets have been served. A
  /// long task continues this way, in parts. Called on this thread, for one task at a time.
  void executeAfterPoll(Runnable task);

  /// Runs a task after about that many milliseconds; a timer may be late by one or two of them.
  void executeAfter(Runnable task, long millis);

  /// This thread's clock, in nanoseconds from an arbitrary origin; monotonic.
  long nanoTime();
}
