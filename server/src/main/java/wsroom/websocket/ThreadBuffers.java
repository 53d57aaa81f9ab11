package wsroom.websocket;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// What all connections of one I/O thread share, since only one of them reads or writes at a time.
/// An idle connection has no buffer of its own.
///
/// Confined to its I/O thread, but for the counters.
public final class ThreadBuffers {
  // As much as a connection may have to keep of one read, if its sender is paced.
  private static final int READ_BYTES = 64 * 1024;
  private static final int STAGING_BYTES = 128 * 1024;
  private static final int PONG_BYTES = 16 * 1024;

  /// What a socket gives in one read, in the machine's byte order.
  final ByteBuffer read = ByteBuffer.allocateDirect(READ_BYTES).order(ByteOrder.nativeOrder());

  /// Where waiting frames are put together for one write. Takes at least one frame of any length.
  final ByteBuffer staging = ByteBuffer.allocateDirect(STAGING_BYTES);

  /// [#staging] as the list of buffers that a write takes.
  final ByteBuffer[] stagingOnly = {staging};

  /// The answers to the pings of one read, for one write.
  final ByteBuffer pongs = ByteBuffer.allocate(PONG_BYTES);

  public final OutboundCounters counters = new OutboundCounters();
  public final InboundCounters inboundCounters = new InboundCounters();

  /// What waits for all connections of the thread.
  final BacklogMemory backlogMemory;

  /// Without a limit of memory for backlogs.
  public ThreadBuffers() {
    this(0);
  }

  /// @param backlogMemoryLimitBytes 0 for none
  public ThreadBuffers(long backlogMemoryLimitBytes) {
    backlogMemory = new BacklogMemory(backlogMemoryLimitBytes, counters);
  }
}
