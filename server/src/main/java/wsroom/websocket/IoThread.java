package wsroom.websocket;

/// One of the server's I/O threads: each socket, session and room replica is confined to one of
/// them.
///
/// A port: the implementation runs on XNIO; that of the tests is run by hand, on its own clock.
/// [#execute] runs a task after all sockets that are ready now.
public interface IoThread extends EventLoop {

  /// The index of this thread among all of them, from 0.
  int index();

  /// Runs a task after the selector has been polled again and the ready sockets have been served. A
  /// long task continues this way, in parts. Called on this thread, for one task at a time.
  void executeAfterPoll(Runnable task);
}
