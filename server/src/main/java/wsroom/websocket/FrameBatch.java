package wsroom.websocket;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Encoded frames, one after the other in one direct buffer, so that a single write sends any
/// sequence of them. Each frame is encoded once, however many connections receive it.
///
/// Confined to one I/O thread, or handed over to others and not changed any more.
public final class FrameBatch {
  private static final int INITIAL_FRAMES = 64;

  private final int initialBytes;
  private final boolean direct;
  private ByteBuffer bytes;
  private int[] ends = new int[INITIAL_FRAMES];
  private boolean[] droppable = new boolean[INITIAL_FRAMES];
  private int count;
  private ByteBuffer[] views = new ByteBuffer[0];
  private int recentPeakBytes;
  private @Nullable FrameRun shared;

  private FrameBatch(int initialBytes, boolean direct) {
    this.initialBytes = initialBytes;
    this.direct = direct;
    this.bytes = allocate(initialBytes);
  }

  /// A batch that is written to sockets and reused.
  public static FrameBatch forSockets(int initialBytes) {
    return new FrameBatch(initialBytes, true);
  }

  /// A batch that is filled once and handed to other threads, which only [#append] its frames to
  /// their own.
  public static FrameBatch forHandOver(int initialBytes) {
    return new FrameBatch(initialBytes, false);
  }

  /// Begins a binary frame. The caller puts exactly `payloadBytes` (at most 65,535) into the
  /// returned buffer, then calls [#end].
  public ByteBuffer begin(int payloadBytes) {
    reserve(Frames.headerBytes(payloadBytes) + payloadBytes);
    Frames.putHeader(bytes, Opcode.BINARY, payloadBytes);
    return bytes;
  }

  /// Ends the frame begun by [#begin].
  ///
  /// @param mayBeDropped whether a slow consumer may miss this frame
  public void end(boolean mayBeDropped) {
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, 2 * count);
      droppable = Arrays.copyOf(droppable, 2 * count);
    }
    ends[count] = bytes.position();
    droppable[count] = mayBeDropped;
    count++;
  }

  /// Adds an encoded frame, including its header.
  public void add(byte[] frame, boolean mayBeDropped) {
    reserve(frame.length);
    bytes.put(frame);
    end(mayBeDropped);
  }

  /// Adds a copy of a frame of another batch.
  public void append(FrameBatch source, int frame) {
    int start = source.start(frame);
    int length = source.start(frame + 1) - start;
    reserve(length);
    bytes.put(bytes.position(), source.bytes, start, length);
    bytes.position(bytes.position() + length);
    end(source.mayBeDropped(frame));
  }

  public int count() {
    return count;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  public int sizeBytes() {
    return bytes.position();
  }

  /// The offset of a frame in the batch; for the frame after the last one, the end of the batch.
  public int start(int frame) {
    return frame == 0 ? 0 : ends[frame - 1];
  }

  /// The length of a frame without its header.
  public int payloadBytes(int frame) {
    int length = start(frame + 1) - start(frame);
    return length - (length - 2 < 126 ? 2 : 4);
  }

  public boolean mayBeDropped(int frame) {
    return droppable[frame];
  }

  /// Copies bytes of the batch, from an offset on.
  public void copy(int offset, byte[] target, int targetOffset, int length) {
    bytes.get(offset, target, targetOffset, length);
  }

  /// A copy of all frames for backlogs, made once and shared until another frame is added.
  FrameRun shared() {
    if (shared == null || shared.count() != count) {
      shared = FrameRun.copyOf(this, 0, count);
    }
    return shared;
  }

  /// A view of the buffer for each range, in an array that the batch reuses: valid until the next
  /// call, or the next frame.
  ByteBuffer[] views(FrameRanges ranges) {
    if (views.length < ranges.count()) {
      growViews(ranges.count());
    }
    for (int range = 0; range < ranges.count(); range++) {
      views[range].limit(start(ranges.to(range))).position(start(ranges.from(range)));
    }
    return views;
  }

  /// Empties the batch for reuse. After a burst it shrinks as soon as its recent sizes allow.
  public void clear() {
    recentPeakBytes = Math.max(sizeBytes(), recentPeakBytes - recentPeakBytes / 16);
    count = 0;
    shared = null;
    bytes.clear();
    int wanted = Math.max(initialBytes, 4 * recentPeakBytes);
    if (bytes.capacity() > 4 * initialBytes && bytes.capacity() > wanted) {
      replaceBuffer(Math.max(initialBytes, 2 * recentPeakBytes));
      ends = new int[INITIAL_FRAMES];
      droppable = new boolean[INITIAL_FRAMES];
    }
  }

  /// The size of the buffer in memory.
  public int capacityBytes() {
    return bytes.capacity();
  }

  private void reserve(int length) {
    if (bytes.remaining() < length) {
      ByteBuffer full = bytes.flip();
      replaceBuffer(Math.max(2 * full.capacity(), full.remaining() + length));
      bytes.put(full);
    }
  }

  private void replaceBuffer(int capacity) {
    bytes = allocate(capacity);
    views = new ByteBuffer[0];
  }

  private ByteBuffer allocate(int capacity) {
    return direct ? ByteBuffer.allocateDirect(capacity) : ByteBuffer.allocate(capacity);
  }

  private void growViews(int wanted) {
    int known = views.length;
    views = Arrays.copyOf(views, Math.max(wanted, 2 * known));
    for (int view = known; view < views.length; view++) {
      views[view] = bytes.duplicate();
    }
  }
}
