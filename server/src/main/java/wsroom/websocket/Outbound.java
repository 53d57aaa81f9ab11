package wsroom.websocket;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The output of a connection: written directly while the socket takes everything, and through a
/// [Backlog] from the first partial write until that is empty again.
///
/// A backlog is written in chunks that the line takes within [#WRITE_NANOS], measured by
/// [DrainRate], each when the socket becomes writable. So few frames queue in the kernel, where a
/// stale one cannot be dropped.
///
/// Confined to the connection's I/O thread.
final class Outbound extends BacklogMemory.Holder {
  /// The most that is corked; beyond it, output is uncorked early, far from the backlog's limit.
  /// The joins of 5,000 members fit.
  static final int MAX_CORKED_BYTES = 256 * 1024;

  private static final long NANOS_PER_MILLI = 1_000_000;

  /// For how long one write of backlog should keep the line busy.
  private static final long WRITE_NANOS = 50_000_000L;

  private static final int MIN_WRITE_BYTES = 2 * 1024;
  private static final int FIRST_WRITE_BYTES = 16 * 1024;

  /// A longer remainder of a partly written frame is discarded with the backlog, and the stream
  /// ends.
  private static final int MAX_REMAINDER_BYTES = 1024;

  private final Transport transport;
  private final ThreadBuffers buffers;
  private final IoThread ioThread;
  private final int backlogLimitBytes;
  private final Runnable onBacklogDiscarded;
  private final DrainRate drainRate = new DrainRate();
  private @Nullable Backlog backlog;
  private boolean awaitsWritable;
  private boolean corked;

  /// Frames sent while corked. The backlog, which was sent before, keeps draining meanwhile.
  private @Nullable Backlog corkedBacklog;

  private long corkMillis;

  /// Whether the output from before the cork was drained only after it.
  private boolean drainedWhileCorked;

  /// Set once a reliable frame is lost, or the connection is closed: frames other than the close
  /// frame are ignored.
  private boolean stopped;

  /// Whether the rest of a partly written frame was discarded.
  private boolean frameTruncated;

  private long lastProgressNanos;
  private long drainedBytes;

  /// @param onBacklogDiscarded called when the backlog is discarded, because all backlogs exceed
  ///     their memory limit
  Outbound(
      Transport transport,
      IoThread ioThread,
      ThreadBuffers buffers,
      int backlogLimitBytes,
      Runnable onBacklogDiscarded) {
    this.transport = transport;
    this.ioThread = ioThread;
    this.buffers = buffers;
    this.backlogLimitBytes = backlogLimitBytes;
    this.onBacklogDiscarded = onBacklogDiscarded;
    this.lastProgressNanos = ioThread.nanoTime();
  }

  /// Whether the socket has taken everything sent, and output is not corked.
  boolean isIdle() {
    return !awaitsWritable && !corked;
  }

  /// Whether the socket has not taken everything written to it.
  boolean isBlocked() {
    return awaitsWritable;
  }

  /// Whether a reliable frame did not fit into the backlog.
  boolean isOverflowed() {
    return (backlog != null && backlog.isOverflowed())
        || (corkedBacklog != null && corkedBacklog.isOverflowed());
  }

  @Override
  int backlogBytes() {
    return (backlog == null ? 0 : backlog.sizeBytes()) + corkedBytes();
  }

  private int corkedBytes() {
    return corkedBacklog == null ? 0 : corkedBacklog.sizeBytes();
  }

  /// When the socket last took a part of the backlog, or when the backlog began.
  long lastProgressNanos() {
    return lastProgressNanos;
  }

  /// How many bytes of backlog the socket has taken so far.
  long drainedBytes() {
    return drainedBytes;
  }

  void send(FrameBatch batch, FrameRanges ranges) throws IOException {
    if (ranges.count() == 0 || stopped) {
      return;
    }
    long size = size(batch, ranges);
    uncorkIfFull(size);
    if (awaitsWritable || corked) {
      Backlog queue = openBacklog();
      long now = ioThread.nanoTime();
      boolean share = Backlog.isWorthSharing((int) size, batch.sizeBytes());
      for (int range = 0; range < ranges.count(); range++) {
        enqueue(queue, batch, ranges.from(range), ranges.to(range), share, now);
      }
      queue.dropStale(now, Integer.MAX_VALUE);
      checkLimits(queue);
      return;
    }
    long written = transport.write(batch.views(ranges), ranges.count());
    buffers.counters.writes.add(1);
    if (written < size) {
      enqueueUnwritten(batch, ranges, written, size);
    }
    awaitFlush();
  }

  /// Sends one encoded frame, or several droppable ones that belong together.
  void send(byte[] frame, boolean mayBeDropped) throws IOException {
    if (stopped) {
      return;
    }
    uncorkIfFull(frame.length);
    if (awaitsWritable || corked) {
      Backlog queue = openBacklog();
      queue.add(frame, mayBeDropped, ioThread.nanoTime());
      checkLimits(queue);
    } else if (!tryWrite(frame)) {
      startBacklog().add(frame, mayBeDropped, ioThread.nanoTime());
      awaitFlush();
    }
  }

  /// Sends encoded control frames. They overtake the backlog, except a partly written frame.
  void sendControl(byte[] frames) throws IOException {
    if (stopped) {
      return;
    }
    uncorkIfFull(frames.length);
    if (awaitsWritable || corked) {
      Backlog queue = openBacklog();
      queue.addControl(frames);
      checkLimits(queue);
    } else if (!tryWrite(frames)) {
      startBacklog().addControl(frames);
      awaitFlush();
    }
  }

  /// Sends the last frame, after the backlog or, if `discardBacklog`, in its place.
  ///
  /// @throws IOException if a frame was truncated, after which nothing can follow
  void sendLast(byte[] frame, boolean discardBacklog) throws IOException {
    if (frameTruncated) {
      throw new IOException("a frame was truncated");
    }
    if (awaitsWritable || corked) {
      Backlog queue = openBacklog();
      if (discardBacklog) {
        queue.discard();
        if (backlog != null) {
          backlog.discard();
        }
      }
      queue.addLast(frame, ioThread.nanoTime());
    } else if (!tryWrite(frame)) {
      startBacklog().addLast(frame, ioThread.nanoTime());
      awaitFlush();
    }
  }

  /// Queues what is sent from now on, until [#uncork]. Earlier output is written as the socket
  /// takes it.
  void cork(long millis) {
    corked = true;
    corkMillis = millis;
  }

  /// Writes the corked frames and ends the cork; but only once all earlier output has been with the
  /// socket for the cork's time.
  ///
  /// @return the milliseconds after which to call again; 0 if that is not needed
  long uncork() throws IOException {
    if (!corked) {
      return 0;
    }
    if (awaitsWritable) {
      return corkMillis;
    }
    if (drainedWhileCorked) {
      long since = (ioThread.nanoTime() - lastProgressNanos) / NANOS_PER_MILLI;
      if (since < corkMillis) {
        return corkMillis - since;
      }
    }
    sendCorked();
    return 0;
  }

  private void sendCorked() throws IOException {
    corked = false;
    drainedWhileCorked = false;
    if (corkedBacklog != null) {
      backlog = corkedBacklog;
      corkedBacklog = null;
      drainRate.begin();
      drain(backlog, Integer.MAX_VALUE);
      awaitFlush();
    }
  }

  /// Writes what the socket takes. Called when it becomes writable.
  void onWritable() throws IOException {
    if (backlog != null) {
      drain(backlog, drainRate.bytesIn(WRITE_NANOS, FIRST_WRITE_BYTES));
    }
    if (backlog == null && transport.flush()) {
      awaitsWritable = false;
      transport.notifyWhenWritable(false);
      drainedWhileCorked = corked;
    }
  }

  void release() {
    endBacklog();
    endCorkedBacklog();
    awaitsWritable = true;
    corked = false;
    stopped = true;
  }

  @Override
  void discardBacklog() {
    if (stopped) {
      return;
    }
    stopped = true;
    if (corkedBacklog != null) {
      corkedBacklog.stop();
    }
    if (backlog != null) {
      backlog.stop();
      if (backlog.partialFrameBytes() > MAX_REMAINDER_BYTES) {
        backlog.release();
        frameTruncated = true;
      }
    }
    onBacklogDiscarded.run();
  }

  /// Uncorks early if the corked frames would exceed their limit.
  private void uncorkIfFull(long bytes) throws IOException {
    if (corked
        && !awaitsWritable
        && corkedBytes() + bytes > Math.min(MAX_CORKED_BYTES, backlogLimitBytes)) {
      sendCorked();
    }
  }

  /// The backlog that a frame sent now joins.
  private Backlog openBacklog() {
    if (!corked) {
      return backlog();
    }
    if (corkedBacklog == null) {
      boolean isFirst = backlog == null;
      corkedBacklog =
          new Backlog(backlogLimitBytes - backlogBytes(), buffers.backlogMemory, buffers.counters);
      if (isFirst) {
        buffers.backlogMemory.register(this);
      }
    }
    return corkedBacklog;
  }

  private static long size(FrameBatch batch, FrameRanges ranges) {
    long size = 0;
    for (int range = 0; range < ranges.count(); range++) {
      size += batch.start(ranges.to(range)) - batch.start(ranges.from(range));
    }
    return size;
  }

  /// Writes what the socket takes; a remainder becomes the partial frame of the backlog.
  ///
  /// @return false if it took nothing
  private boolean tryWrite(byte[] frames) throws IOException {
    ByteBuffer staging = buffers.staging.clear().put(frames).flip();
    long written = transport.write(buffers.stagingOnly, 1);
    buffers.counters.writes.add(1);
    if (written == 0) {
      return false;
    }
    if (staging.hasRemaining()) {
      byte[] rest = new byte[staging.remaining()];
      staging.get(rest);
      startBacklog().addPartialFrame(rest);
    }
    awaitFlush();
    return true;
  }

  /// @param maxBytes the size of a chunk; if it is the buffer's capacity or more, writing continues
  ///     until the socket is full
  private void drain(Backlog queue, int maxBytes) throws IOException {
    ByteBuffer staging = buffers.staging;
    int chunk = Math.clamp(maxBytes, MIN_WRITE_BYTES, staging.capacity());
    while (!queue.isEmpty()) {
      long now = ioThread.nanoTime();
      queue.dropStale(now, freshBytes());
      staging.clear();
      queue.stage(staging, chunk);
      staging.flip();
      if (!staging.hasRemaining()) {
        break;
      }
      long written = transport.write(buffers.stagingOnly, 1);
      buffers.counters.writes.add(1);
      queue.removeWritten(written);
      if (written > 0) {
        lastProgressNanos = now;
        drainedBytes += written;
        drainRate.record(written, now);
      }
      if (staging.hasRemaining()) {
        buffers.counters.partialWrites.add(1);
        return;
      }
      if (chunk < staging.capacity() && !queue.isEmpty()) {
        return;
      }
    }
    endBacklog();
  }

  /// How much the line takes before a droppable frame passes the minimum age for dropping.
  private int freshBytes() {
    return Math.max(
        MIN_WRITE_BYTES, drainRate.bytesIn(Backlog.MIN_DROPPABLE_AGE_NANOS, Integer.MAX_VALUE));
  }

  private void enqueueUnwritten(FrameBatch batch, FrameRanges ranges, long written, long size) {
    Backlog queue = startBacklog();
    long now = ioThread.nanoTime();
    boolean share = Backlog.isWorthSharing((int) (size - written), batch.sizeBytes());
    long left = written;
    for (int range = 0; range < ranges.count(); range++) {
      int from = ranges.from(range);
      int to = ranges.to(range);
      int rangeBytes = batch.start(to) - batch.start(from);
      if (left >= rangeBytes) {
        left -= rangeBytes;
        continue;
      }
      int frame = from;
      while (left > 0) {
        int length = batch.start(frame + 1) - batch.start(frame);
        if (left < length) {
          byte[] rest = new byte[(int) (length - left)];
          batch.copy(batch.start(frame) + (int) left, rest, 0, rest.length);
          queue.addPartialFrame(rest);
        }
        left = Math.max(0, left - length);
        frame++;
      }
      enqueue(queue, batch, frame, to, share, now);
    }
    checkLimits(queue);
  }

  private static void enqueue(
      Backlog queue, FrameBatch batch, int from, int to, boolean share, long now) {
    if (from == to || queue.isOverflowed()) {
      return;
    }
    if (share) {
      queue.add(batch.shared(), from, to, now);
    } else {
      queue.add(FrameRun.copyOf(batch, from, to), 0, to - from, now);
    }
  }

  private void checkLimits(Backlog queue) {
    stopped |= queue.isOverflowed();
    buffers.backlogMemory.enforceLimit();
  }

  private Backlog backlog() {
    if (backlog == null) {
      backlog = new Backlog(backlogLimitBytes, buffers.backlogMemory, buffers.counters);
      drainRate.begin();
      if (corkedBacklog == null) {
        buffers.backlogMemory.register(this);
      }
    }
    return backlog;
  }

  private void endBacklog() {
    if (backlog != null) {
      backlog.release();
      backlog = null;
      if (corkedBacklog == null) {
        buffers.backlogMemory.unregister(this);
      }
    }
  }

  private void endCorkedBacklog() {
    if (corkedBacklog != null) {
      corkedBacklog.release();
      corkedBacklog = null;
      if (backlog == null) {
        buffers.backlogMemory.unregister(this);
      }
    }
  }

  private Backlog startBacklog() {
    buffers.counters.partialWrites.add(1);
    return backlog();
  }

  /// After a write: if anything is left, here or in the TLS layer, requests a call when the socket
  /// is writable.
  private void awaitFlush() throws IOException {
    if (backlog != null || !transport.flush()) {
      awaitsWritable = true;
      lastProgressNanos = ioThread.nanoTime();
      transport.notifyWhenWritable(true);
    }
  }
}
