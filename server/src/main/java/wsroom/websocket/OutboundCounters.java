package wsroom.websocket;

/// Counts writes, dropped frames and backlogs of one I/O thread's connections. Written by that
/// thread, read by any.
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

  /// Droppable frames dropped for slow consumers.
  public long droppedFrames() {
    return droppedFrames.get();
  }

  /// Bytes queued in backlogs now.
  public long backlogBytes() {
    return backlogBytes.get();
  }

  /// Memory used by backlogs now; a run shared by several counts once.
  public long backlogMemoryBytes() {
    return backlogMemoryBytes.get();
  }

  /// Connections with a backlog now.
  public long backloggedConnections() {
    return backloggedConnections.get();
  }
}
