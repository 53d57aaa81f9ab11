package wsroom.websocket;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Buffers and counters shared by all connections of one I/O thread, since only one of them reads
/// or writes at a time. An idle connection has no buffer of its own.
///
/// Confined to its I/O thread, except the counters.
public final class ThreadBuffers {
  // A connection that postpones a message keeps at most the rest of one read.
  private static final int READ_BYTES = 64 * 1024;
  private static final int STAGING_BYTES = 128 * 1024;
  private static final int PONG_BYTES = 16 * 1024;

  /// The bytes of one read from a socket, in native byte order.
  final ByteBuffer read = ByteBuffer.allocateDirect(READ_BYTES).order(ByteOrder.nativeOrder());

  /// Where queued frames are collected for one write. Holds at least one frame of any length.
  final ByteBuffer staging = ByteBuffer.allocateDirect(STAGING_BYTES);

  /// [#staging] as the array of buffers that a write takes.
  final ByteBuffer[] stagingOnly = {staging};

  /// The pongs for the pings of one read, sent in one write.
  final ByteBuffer pongs = ByteBuffer.allocate(PONG_BYTES);

  public final OutboundCounters counters = new OutboundCounters();
  public final InboundCounters inboundCounters = new InboundCounters();

  /// The memory of all backlogs of the thread.
  final BacklogMemory backlogMemory;

  /// Without a memory limit for backlogs.
  public ThreadBuffers() {
    this(0);
  }

  /// @param backlogMemoryLimitBytes 0 for none
  public ThreadBuffers(long backlogMemoryLimitBytes) {
    backlogMemory = new BacklogMemory(backlogMemoryLimitBytes, counters);
  }
}
