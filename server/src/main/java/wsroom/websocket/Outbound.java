package wsroom.websocket;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The way out of a connection: straight to the socket as long as that takes everything, through a
/// [Backlog] from then on until it is empty again.
///
/// A backlog is written in pieces that the line takes in a moment, by its [DrainRate], and each is
/// written only when the socket asks for more. So little waits in the kernel, where nothing is
/// dropped for its age.
///
/// Confined to the connection's I/O thread.
final class Outbound extends BacklogMemory.Holder {
  /// What is held back of at most, so that it stays far from the backlog's limit. The joins of
  /// 5,000 members fit.
  static final int MAX_HELD_BACK_BYTES = 256 * 1024;

  private static final long NANOS_PER_MILLI = 1_000_000;

  /// For how long one write should keep the line busy.
  private static final long PIECE_NANOS = 50_000_000L;

  private static final int MIN_PIECE_BYTES = 2 * 1024;
  private static final int FIRST_PIECE_BYTES = 16 * 1024;

  /// More than that is not waited for when a connection is given up: the frame is cut off.
  private static final int MAX_LAST_REST_BYTES = 1024;

  private final Transport transport;
  private final ThreadBuffers buffers;
  private final IoThread ioThread;
  private final int backlogLimitBytes;
  private final Runnable onGivenUp;
  private final DrainRate drainRate = new DrainRate();
  private @Nullable Backlog backlog;
  private boolean awaitsWritable;
  private boolean holdsBack;

  /// What is held back. Not the backlog: that has what was sent before, and goes on meanwhile.
  private @Nullable Backlog held;

  private long holdBackMillis;

  /// Whether what was sent before the pause was with the socket only after it had begun.
  private boolean lastSentLate;

  /// Set once a frame that must not be dropped was: nothing more may follow it.
  private boolean shut;

  /// Whether a frame was written in part and its rest was discarded.
  private boolean cutOff;

  private long lastProgressNanos;
  private long takenBytes;

  /// @param onGivenUp told when the backlog was discarded because backlogs hold too much memory
  Outbound(
      Transport transport,
      IoThread ioThread,
      ThreadBuffers buffers,
      int backlogLimitBytes,
      Runnable onGivenUp) {
    this.transport = transport;
    this.ioThread = ioThread;
    this.buffers = buffers;
    this.backlogLimitBytes = backlogLimitBytes;
    this.onGivenUp = onGivenUp;
    this.lastProgressNanos = ioThread.nanoTime();
  }

  /// Whether all that was sent is with the socket.
  boolean isIdle() {
    return !awaitsWritable && !holdsBack;
  }

  /// Whether the socket has not taken all that it was to take.
  boolean isBehind() {
    return awaitsWritable;
  }

  /// Whether a frame that must not be dropped found no room.
  boolean isOverflowed() {
    return (backlog != null && backlog.isOverflowed()) || (held != null && held.isOverflowed());
  }

  @Override
  int backlogBytes() {
    return (backlog == null ? 0 : backlog.sizeBytes()) + heldBytes();
  }

  private int heldBytes() {
    return held == null ? 0 : held.sizeBytes();
  }

  /// When the socket last took something of what waited, or when something began to wait.
  long lastProgressNanos() {
    return lastProgressNanos;
  }

  /// How much the socket has taken so far of what waited.
  long takenBytes() {
    return takenBytes;
  }

  void send(FrameBatch batch, FrameRanges ranges) throws IOException {
    if (ranges.count() == 0 || shut) {
      return;
    }
    long size = size(batch, ranges);
    makeRoom(size);
    if (awaitsWritable || holdsBack) {
      Backlog waiting = last();
      long now = ioThread.nanoTime();
      boolean shares = Backlog.isWorthSharing((int) size, batch.sizeBytes());
      for (int range = 0; range < ranges.count(); range++) {
        keep(waiting, batch, ranges.from(range), ranges.to(range), shares, now);
      }
      waiting.dropStale(now, Integer.MAX_VALUE);
      checkLimits(waiting);
      return;
    }
    long written = transport.write(batch.views(ranges), ranges.count());
    buffers.counters.writes.add(1);
    if (written < size) {
      keepUnwritten(batch, ranges, written, size);
    }
    awaitFlush();
  }

  /// Sends one encoded frame, or several droppable ones that belong together.
  void send(byte[] frame, boolean mayBeDropped) throws IOException {
    if (shut) {
      return;
    }
    makeRoom(frame.length);
    if (awaitsWritable || holdsBack) {
      Backlog waiting = last();
      waiting.add(frame, mayBeDropped, ioThread.nanoTime());
      checkLimits(waiting);
    } else if (!writes(frame)) {
      startBacklog().add(frame, mayBeDropped, ioThread.nanoTime());
      awaitFlush();
    }
  }

  /// Sends control frames, encoded: they pass all that waits but the frame under way.
  void sendControl(byte[] frames) throws IOException {
    if (shut) {
      return;
    }
    makeRoom(frames.length);
    if (awaitsWritable || holdsBack) {
      Backlog waiting = last();
      waiting.addControl(frames);
      checkLimits(waiting);
    } else if (!writes(frames)) {
      startBacklog().addControl(frames);
      awaitFlush();
    }
  }

  /// Sends the last frame of all, behind what waits or, if `discardBacklog`, in its place.
  ///
  /// @throws IOException if a frame was cut off, behind which nothing can follow
  void sendLast(byte[] frame, boolean discardBacklog) throws IOException {
    if (cutOff) {
      throw new IOException("a frame was cut off");
    }
    if (awaitsWritable || holdsBack) {
      Backlog waiting = last();
      if (discardBacklog) {
        waiting.discard();
        if (backlog != null) {
          backlog.discard();
        }
      }
      waiting.addLast(frame, ioThread.nanoTime());
    } else if (!writes(frame)) {
      startBacklog().addLast(frame, ioThread.nanoTime());
      awaitFlush();
    }
  }

  /// Holds back what is sent from now on, until [#uncork]. What was sent before goes on as the
  /// socket takes it.
  void cork(long millis) {
    holdsBack = true;
    holdBackMillis = millis;
  }

  /// Sends what was held back, and holds nothing back any more; but not before all that was sent
  /// before has been with the socket for that long.
  ///
  /// @return after how many milliseconds to ask again; 0 if there is no need to
  long uncork() throws IOException {
    if (!holdsBack) {
      return 0;
    }
    if (awaitsWritable) {
      return holdBackMillis;
    }
    if (lastSentLate) {
      long since = (ioThread.nanoTime() - lastProgressNanos) / NANOS_PER_MILLI;
      if (since < holdBackMillis) {
        return holdBackMillis - since;
      }
    }
    stopHoldingBack();
    return 0;
  }

  private void stopHoldingBack() throws IOException {
    holdsBack = false;
    lastSentLate = false;
    if (held != null) {
      backlog = held;
      held = null;
      drainRate.begin();
      drain(backlog, Integer.MAX_VALUE);
      awaitFlush();
    }
  }

  /// Writes what the socket takes now. Called when it takes something again.
  void onWritable() throws IOException {
    if (backlog != null) {
      drain(backlog, drainRate.bytesIn(PIECE_NANOS, FIRST_PIECE_BYTES));
    }
    if (backlog == null && transport.flush()) {
      awaitsWritable = false;
      transport.notifyWhenWritable(false);
      lastSentLate = holdsBack;
    }
  }

  void release() {
    endBacklog();
    endHeld();
    awaitsWritable = true;
    holdsBack = false;
    shut = true;
  }

  @Override
  void giveUp() {
    if (shut) {
      return;
    }
    shut = true;
    if (held != null) {
      held.giveUp();
    }
    if (backlog != null) {
      backlog.giveUp();
      if (backlog.underWayBytes() > MAX_LAST_REST_BYTES) {
        backlog.release();
        cutOff = true;
      }
    }
    onGivenUp.run();
  }

  /// Goes on early if more is to be sent than can be held back.
  private void makeRoom(long bytes) throws IOException {
    if (holdsBack
        && !awaitsWritable
        && heldBytes() + bytes > Math.min(MAX_HELD_BACK_BYTES, backlogLimitBytes)) {
      stopHoldingBack();
    }
  }

  /// Where a frame has to wait that is sent now.
  private Backlog last() {
    if (!holdsBack) {
      return backlog();
    }
    if (held == null) {
      boolean isFirst = backlog == null;
      held =
          new Backlog(backlogLimitBytes - backlogBytes(), buffers.backlogMemory, buffers.counters);
      if (isFirst) {
        buffers.backlogMemory.enter(this);
      }
    }
    return held;
  }

  private static long size(FrameBatch batch, FrameRanges ranges) {
    long size = 0;
    for (int range = 0; range < ranges.count(); range++) {
      size += batch.start(ranges.to(range)) - batch.start(ranges.from(range));
    }
    return size;
  }

  /// Writes what the socket takes.
  ///
  /// @return false if that was nothing; the rest of anything else is under way
  private boolean writes(byte[] frames) throws IOException {
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

  /// @param pieceBytes what to write before the socket asks for more; beyond what one write holds,
  ///     all that it takes
  private void drain(Backlog waiting, int pieceBytes) throws IOException {
    ByteBuffer staging = buffers.staging;
    int piece = Math.clamp(pieceBytes, MIN_PIECE_BYTES, staging.capacity());
    while (!waiting.isEmpty()) {
      long now = ioThread.nanoTime();
      waiting.dropStale(now, soonBytes());
      staging.clear();
      waiting.stage(staging, piece);
      staging.flip();
      if (!staging.hasRemaining()) {
        break;
      }
      long written = transport.write(buffers.stagingOnly, 1);
      buffers.counters.writes.add(1);
      waiting.removeWritten(written);
      if (written > 0) {
        lastProgressNanos = now;
        takenBytes += written;
        drainRate.took(written, now);
      }
      if (staging.hasRemaining()) {
        buffers.counters.partialWrites.add(1);
        return;
      }
      if (piece < staging.capacity() && !waiting.isEmpty()) {
        return;
      }
    }
    endBacklog();
  }

  /// What the line takes before a droppable frame is no longer quite fresh.
  private int soonBytes() {
    return Math.max(
        MIN_PIECE_BYTES, drainRate.bytesIn(Backlog.MIN_DROPPABLE_AGE_NANOS, Integer.MAX_VALUE));
  }

  private void keepUnwritten(FrameBatch batch, FrameRanges ranges, long written, long size) {
    Backlog waiting = startBacklog();
    long now = ioThread.nanoTime();
    boolean shares = Backlog.isWorthSharing((int) (size - written), batch.sizeBytes());
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
          waiting.addPartialFrame(rest);
        }
        left = Math.max(0, left - length);
        frame++;
      }
      keep(waiting, batch, frame, to, shares, now);
    }
    checkLimits(waiting);
  }

  private static void keep(
      Backlog waiting, FrameBatch batch, int from, int to, boolean shares, long now) {
    if (from == to || waiting.isOverflowed()) {
      return;
    }
    if (shares) {
      waiting.add(batch.shared(), from, to, now);
    } else {
      waiting.add(FrameRun.copyOf(batch, from, to), 0, to - from, now);
    }
  }

  private void checkLimits(Backlog waiting) {
    shut |= waiting.isOverflowed();
    buffers.backlogMemory.enforceLimit();
  }

  private Backlog backlog() {
    if (backlog == null) {
      backlog = new Backlog(backlogLimitBytes, buffers.backlogMemory, buffers.counters);
      drainRate.begin();
      if (held == null) {
        buffers.backlogMemory.enter(this);
      }
    }
    return backlog;
  }

  private void endBacklog() {
    if (backlog != null) {
      backlog.release();
      backlog = null;
      if (held == null) {
        buffers.backlogMemory.leave(this);
      }
    }
  }

  private void endHeld() {
    if (held != null) {
      held.release();
      held = null;
      if (backlog == null) {
        buffers.backlogMemory.leave(this);
      }
    }
  }

  private Backlog startBacklog() {
    buffers.counters.partialWrites.add(1);
    return backlog();
  }

  /// After a write: if anything is left, here or in the TLS layer, asks to hear when it can go on.
  private void awaitFlush() throws IOException {
    if (backlog != null || !transport.flush()) {
      awaitsWritable = true;
      lastProgressNanos = ioThread.nanoTime();
      transport.notifyWhenWritable(true);
    }
  }
}
