package wsroom.websocket;

/// What the connections of one I/O thread have written, lost and kept waiting. Kept by that thread,
/// read by any.
public final class OutboundCounters {
  final ThreadCounter writes = new ThreadCounter();
  final ThreadCounter partialWrites = new ThreadCounter();
  final ThreadCounter droppedFrames = new ThreadCounter();
  final ThreadCounter backlogBytes = new ThreadCounter();
  final ThreadCounter backlogMemoryBytes = new ThreadCounter();
  final ThreadCounter backloggedConnections = new ThreadCounter();

  /// Writes to sockets.
  public long writes() {
    return writes.get();
  }

  /// Writes of which the socket took only a part.
  public long partialWrites() {
    return partialWrites.get();
  }

  /// Droppable frames that a slow reader did not get.
  public long droppedFrames() {
    return droppedFrames.get();
  }

  /// Bytes that wait for slow readers now.
  public long backlogBytes() {
    return backlogBytes.get();
  }

  /// Memory that backlogs hold now; what several of them share counts once.
  public long backlogMemoryBytes() {
    return backlogMemoryBytes.get();
  }

  /// Connections for which something waits now.
  public long backloggedConnections() {
    return backloggedConnections.get();
  }
}
