package wsroom.websocket;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The way out of a connection: straight to the socket as long as that takes everything, through a
/// [Backlog] from then on until it is empty again.
///
/// Confined to the connection's I/O thread.
final class Outbound {
  /// What is held back of at most, so that it stays far from the backlog's limit. The joins of
  /// 5,000 members fit.
  static final int MAX_HELD_BACK_BYTES = 256 * 1024;

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Transport transport;
  private final ThreadBuffers buffers;
  private final IoThread ioThread;
  private final int backlogLimitBytes;
  private @Nullable Backlog backlog;
  private boolean awaitsWritable;
  private boolean holdsBack;

  /// What is held back. Not the backlog: that has what was sent before, and goes on meanwhile.
  private @Nullable Backlog held;

  private long holdBackMillis;

  /// Whether what was sent before the pause was with the socket only after it had begun.
  private boolean lastSentLate;

  private long lastProgressNanos;

  Outbound(Transport transport, IoThread ioThread, ThreadBuffers buffers, int backlogLimitBytes) {
    this.transport = transport;
    this.ioThread = ioThread;
    this.buffers = buffers;
    this.backlogLimitBytes = backlogLimitBytes;
  }

  /// Whether all that was sent is with the socket.
  boolean isIdle() {
    return !awaitsWritable && !holdsBack;
  }

  /// Whether a frame that must not be dropped found no room.
  boolean isOverflown() {
    return (backlog != null && backlog.isOverflown()) || (held != null && held.isOverflown());
  }

  int backlogBytes() {
    return (backlog == null ? 0 : backlog.sizeBytes()) + heldBytes();
  }

  private int heldBytes() {
    return held == null ? 0 : held.sizeBytes();
  }

  /// When the socket last took something, while anything waits.
  long lastProgressNanos() {
    return lastProgressNanos;
  }

  void send(FrameBatch batch, FrameRanges ranges) throws IOException {
    if (ranges.count() == 0) {
      return;
    }
    long size = size(batch, ranges);
    makeRoom(size);
    if (awaitsWritable || holdsBack) {
      Backlog waiting = last();
      long now = ioThread.nanoTime();
      for (int range = 0; range < ranges.count(); range++) {
        keep(waiting, batch, ranges.from(range), ranges.to(range), now);
      }
      return;
    }
    long written = transport.write(batch.views(ranges), ranges.count());
    buffers.counters.writes.add(1);
    if (written < size) {
      keepUnwritten(batch, ranges, written);
    }
    awaitFlush();
  }

  /// Sends one encoded frame, or several droppable ones that belong together.
  void send(byte[] frame, boolean mayBeDropped) throws IOException {
    makeRoom(frame.length);
    if (awaitsWritable || holdsBack) {
      last().add(frame, mayBeDropped, ioThread.nanoTime());
      return;
    }
    ByteBuffer staging = buffers.staging.clear().put(frame).flip();
    transport.write(buffers.stagingOnly, 1);
    buffers.counters.writes.add(1);
    if (staging.hasRemaining()) {
      byte[] rest = new byte[staging.remaining()];
      staging.get(rest);
      startBacklog().addUnderWay(rest);
    }
    awaitFlush();
  }

  /// Sends the last frame of all, behind what waits or, if `discardBacklog`, in its place.
  void sendLast(byte[] frame, boolean discardBacklog) throws IOException {
    if (!awaitsWritable && !holdsBack) {
      send(frame, false);
      return;
    }
    Backlog waiting = last();
    if (discardBacklog) {
      waiting.discard();
      if (backlog != null) {
        backlog.discard();
      }
    }
    waiting.addLast(frame, ioThread.nanoTime());
  }

  /// Holds back what is sent from now on, until [#goOn]. What was sent before goes on as the socket
  /// takes it.
  void holdBack(long millis) {
    holdsBack = true;
    holdBackMillis = millis;
  }

  /// Sends what was held back, and holds nothing back any more; but not before all that was sent
  /// before has been with the socket for that long.
  ///
  /// @return after how many milliseconds to ask again; 0 if there is no need to
  long goOn() throws IOException {
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
      drain(backlog);
      awaitFlush();
    }
  }

  /// Writes what the socket takes now. Called when it takes something again.
  void onWritable() throws IOException {
    if (backlog != null) {
      drain(backlog);
    }
    if (backlog == null && transport.flush()) {
      awaitsWritable = false;
      transport.notifyWhenWritable(false);
      lastSentLate = holdsBack;
    }
  }

  void release() {
    if (backlog != null) {
      backlog.release();
      backlog = null;
    }
    if (held != null) {
      held.release();
      held = null;
    }
    awaitsWritable = true;
    holdsBack = false;
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
      held = new Backlog(backlogLimitBytes - backlogBytes(), buffers.counters);
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

  private void drain(Backlog waiting) throws IOException {
    ByteBuffer staging = buffers.staging;
    while (!waiting.isEmpty()) {
      staging.clear();
      long now = ioThread.nanoTime();
      waiting.stage(staging, now);
      staging.flip();
      if (!staging.hasRemaining()) {
        break;
      }
      long written = transport.write(buffers.stagingOnly, 1);
      buffers.counters.writes.add(1);
      waiting.removeWritten(written);
      if (written > 0) {
        lastProgressNanos = now;
      }
      if (staging.hasRemaining()) {
        buffers.counters.partialWrites.add(1);
        return;
      }
    }
    waiting.release();
    backlog = null;
  }

  private void keepUnwritten(FrameBatch batch, FrameRanges ranges, long written) {
    Backlog waiting = startBacklog();
    long now = ioThread.nanoTime();
    long left = written;
    for (int range = 0; range < ranges.count(); range++) {
      int from = ranges.from(range);
      int to = ranges.to(range);
      int size = batch.start(to) - batch.start(from);
      if (left >= size) {
        left -= size;
        continue;
      }
      int frame = from;
      while (left > 0) {
        int length = batch.start(frame + 1) - batch.start(frame);
        if (left < length) {
          byte[] rest = new byte[(int) (length - left)];
          batch.copy(batch.start(frame) + (int) left, rest, 0, rest.length);
          waiting.addUnderWay(rest);
        }
        left = Math.max(0, left - length);
        frame++;
      }
      keep(waiting, batch, frame, to, now);
    }
  }

  private static void keep(Backlog waiting, FrameBatch batch, int from, int to, long now) {
    for (int frame = from; frame < to; frame++) {
      waiting.add(batch, frame, now);
    }
  }

  private Backlog backlog() {
    if (backlog == null) {
      backlog = new Backlog(backlogLimitBytes, buffers.counters);
    }
    return backlog;
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
