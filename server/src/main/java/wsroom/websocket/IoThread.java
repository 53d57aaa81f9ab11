package wsroom.websocket;

/// One of the server's I/O threads: sockets, sessions and rooms are each confined to one of them.
///
/// A port: the real ones are XNIO's, those of the tests run by hand, on a clock of their own.
public interface IoThread {

  /// The place of this thread among all of them, from 0.
  int index();

  /// Whether the caller runs on this thread. What is confined to a thread asserts it.
  boolean isCurrent();

  /// Runs a task after all sockets that are ready now, in order of arrival. From any thread.
  void execute(Runnable task);

  /// Runs a task after the sockets have been asked anew and those that are ready have been served.
  /// A task that has more to do than the sockets can wait for goes on this way. Called on this
  /// thread, for one task at a time.
  void executeAfterPoll(Runnable task);

  /// Runs a task in about that many milliseconds; a timer may be late by one or two of them.
  void executeAfter(Runnable task, long millis);

  /// This thread's clock, in nanoseconds from an arbitrary start. It never goes back.
  long nanoTime();
}
