package wsroom.room.link;

import java.util.concurrent.atomic.AtomicLong;

/// Bounds the blocks of other I/O threads that are queued for one thread. Above the soft limit, the
/// thread gets no more unreliable updates; above the hard limit, no updates at all, and its peers
/// that miss reliable ones are closed. It always gets joins and leaves, which the limit on join
/// attempts bounds.
///
/// Thread-safe.
public final class HandOverLimit {
  /// Queued bytes from which on unreliable updates are dropped.
  static final long SOFT_LIMIT_BYTES = 8 * 1024 * 1024;

  /// Queued bytes from which on all updates are dropped.
  static final long HARD_LIMIT_BYTES = 16 * 1024 * 1024;

  private final AtomicLong queuedBytes = new AtomicLong();

  public long queuedBytes() {
    return queuedBytes.get();
  }

  /// The content of blocks that the thread may be given now.
  public RoomBlock.Content allowedContent() {
    long queued = queuedBytes.get();
    if (queued < SOFT_LIMIT_BYTES) {
      return RoomBlock.Content.ALL;
    }
    return queued < HARD_LIMIT_BYTES ? RoomBlock.Content.RELIABLE : RoomBlock.Content.MEMBERSHIP;
  }

  public void enqueued(int bytes) {
    queuedBytes.addAndGet(bytes);
  }

  public void dequeued(int bytes) {
    queuedBytes.addAndGet(-bytes);
  }
}
