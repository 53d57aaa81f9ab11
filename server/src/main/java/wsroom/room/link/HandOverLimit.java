package wsroom.room.link;

import java.util.concurrent.atomic.AtomicLong;

/// Bounds what other I/O threads have handed to one that has not got to it yet. A thread that falls
/// behind gets no more updates that may be dropped, and further on no updates at all: then the
/// peers that miss reliable ones are closed. It always gets joins and leaves, of which the rates of
/// joins allow only so many.
///
/// Thread-safe.
public final class HandOverLimit {
  /// What may wait for one thread before updates that may be dropped are left out.
  static final long SOFT_LIMIT_BYTES = 8 * 1024 * 1024;

  /// The same for reliable ones.
  static final long HARD_LIMIT_BYTES = 16 * 1024 * 1024;

  private final AtomicLong waitingBytes = new AtomicLong();

  public long waitingBytes() {
    return waitingBytes.get();
  }

  /// What the thread may be given now.
  public RoomBlock.Kept allows() {
    long waiting = waitingBytes.get();
    if (waiting < SOFT_LIMIT_BYTES) {
      return RoomBlock.Kept.ALL;
    }
    return waiting < HARD_LIMIT_BYTES ? RoomBlock.Kept.RELIABLE : RoomBlock.Kept.CHANGES;
  }

  public void handedOver(int bytes) {
    waitingBytes.addAndGet(bytes);
  }

  public void takenIn(int bytes) {
    waitingBytes.addAndGet(-bytes);
  }
}
