package wsroom.websocket;

/// Counts suspended reads of one I/O thread's connections. Written by that thread, read by any.
public final class InboundCounters {
  final ThreadCounter pauses = new ThreadCounter();
  final ThreadCounter pausedConnections = new ThreadCounter();

  /// How often reading from a connection was suspended.
  public long pauses() {
    return pauses.get();
  }

  /// Connections whose reading is suspended now.
  public long pausedConnections() {
    return pausedConnections.get();
  }
}
