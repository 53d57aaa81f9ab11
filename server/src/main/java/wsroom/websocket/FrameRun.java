package wsroom.websocket;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// An immutable sequence of frames, shared by reference among all backlogs that queue them: a flush
/// of one room is copied once, however many of its peers are slow.
///
/// Each backlog entry holds a reference. The thread's [BacklogMemory] counts the run once, from the
/// first reference to the last. Only the reference count changes; confined to one I/O thread.
final class FrameRun {
  /// The memory of a run's objects and arrays, in addition to its frames.
  private static final int OVERHEAD_BYTES = 96;

  private static final int COLUMNS = 3;
  private static final int BYTES = 0;
  private static final int RELIABLE_BYTES = 1;
  private static final int RELIABLE_COUNT = 2;

  private final byte[] bytes;

  /// Prefix sums at each frame, and over all: bytes, bytes of reliable frames, number of reliable
  /// frames.
  private final int[] sums;

  private final int count;
  private @Nullable FrameRun reliableOnly;
  private int references;

  private FrameRun(byte[] bytes, int count) {
    this.bytes = bytes;
    this.count = count;
    this.sums = new int[COLUMNS * (count + 1)];
  }

  /// A run of one encoded frame.
  static FrameRun of(byte[] frame, boolean mayBeDropped) {
    FrameRun run = new FrameRun(frame, 1);
    run.setFrame(0, frame.length, mayBeDropped);
    return run;
  }

  /// Copies frames of a batch, which is going to be reused.
  static FrameRun copyOf(FrameBatch batch, int from, int to) {
    int offset = batch.start(from);
    byte[] bytes = new byte[batch.start(to) - offset];
    batch.copy(offset, bytes, 0, bytes.length);
    FrameRun run = new FrameRun(bytes, to - from);
    for (int frame = from; frame < to; frame++) {
      run.setFrame(
          frame - from, batch.start(frame + 1) - batch.start(frame), batch.mayBeDropped(frame));
    }
    return run;
  }

  int count() {
    return count;
  }

  int sizeBytes(int from, int to) {
    return sum(to, BYTES) - sum(from, BYTES);
  }

  int reliableBytes(int from, int to) {
    return sum(to, RELIABLE_BYTES) - sum(from, RELIABLE_BYTES);
  }

  /// How many of the frames from `from` to before `to` are reliable.
  int reliableCount(int from, int to) {
    return sum(to, RELIABLE_COUNT) - sum(from, RELIABLE_COUNT);
  }

  int length(int frame) {
    return sizeBytes(frame, frame + 1);
  }

  boolean mayBeDropped(int frame) {
    return reliableCount(frame, frame + 1) == 0;
  }

  void copy(int frame, ByteBuffer target) {
    target.put(bytes, sum(frame, BYTES), length(frame));
  }

  /// The bytes of a frame after those already written.
  byte[] rest(int frame, int written) {
    byte[] rest = new byte[length(frame) - written];
    System.arraycopy(bytes, sum(frame, BYTES) + written, rest, 0, rest.length);
    return rest;
  }

  /// The same frames without the droppable ones. Made once and shared, so that droppable frames are
  /// released once no backlog can send them.
  FrameRun reliableOnly() {
    if (reliableOnly == null) {
      reliableOnly = reliableOf(0, count);
    }
    return reliableOnly;
  }

  /// A copy of the reliable frames in a part of the run.
  FrameRun reliableOf(int from, int to) {
    FrameRun reliable = new FrameRun(new byte[reliableBytes(from, to)], reliableCount(from, to));
    int next = 0;
    for (int frame = from; frame < to; frame++) {
      if (!mayBeDropped(frame)) {
        int length = length(frame);
        System.arraycopy(
            bytes, sum(frame, BYTES), reliable.bytes, reliable.sum(next, BYTES), length);
        reliable.setFrame(next++, length, false);
      }
    }
    return reliable;
  }

  /// The index of a frame of this run in [#reliableOnly].
  int reliableIndex(int frame) {
    return sum(frame, RELIABLE_COUNT);
  }

  void retain(BacklogMemory memory) {
    if (references++ == 0) {
      memory.add(memoryBytes());
    }
  }

  void release(BacklogMemory memory) {
    assert references > 0;
    if (--references == 0) {
      memory.add(-memoryBytes());
    }
  }

  int memoryBytes() {
    return OVERHEAD_BYTES + bytes.length + Integer.BYTES * sums.length;
  }

  private int sum(int frame, int column) {
    return sums[COLUMNS * frame + column];
  }

  private void setFrame(int frame, int length, boolean mayBeDropped) {
    int next = COLUMNS * (frame + 1);
    sums[next + BYTES] = sum(frame, BYTES) + length;
    sums[next + RELIABLE_BYTES] = sum(frame, RELIABLE_BYTES) + (mayBeDropped ? 0 : length);
    sums[next + RELIABLE_COUNT] = sum(frame, RELIABLE_COUNT) + (mayBeDropped ? 0 : 1);
  }
}
