package wsroom.websocket;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What waits for a connection that reads more slowly than it is written to: reliable frames, all
/// of them, in order; droppable ones as long as they are fresh and there is room; and control
/// frames, which go before all of them.
///
/// An entry is a part of a [FrameRun], which other backlogs share. Droppable frames are dropped
/// from the oldest on, so that a cursor tells those that are dropped from those that wait: in
/// entries before [#freshEntry], and in that entry before [#freshFrame], only reliable frames are
/// left.
///
/// Exists only while something waits. Confined to the connection's I/O thread.
final class Backlog {
  /// A droppable frame that could not be sent within this time is worth nothing any more.
  static final long MAX_DROPPABLE_AGE_NANOS = 500_000_000L;

  /// A droppable frame this young waits even if the line will not take it soon: a short stall
  /// drops nothing.
  static final long MIN_DROPPABLE_AGE_NANOS = 100_000_000L;

  /// Pongs beyond that replace older ones: RFC 6455 lets us answer only the latest ping.
  static final int MAX_CONTROL_BYTES = 16 * 1024;

  private static final int MIN_ENTRIES = 4;
  private static final int ENTRY_BYTES = 2 * Integer.BYTES + Long.BYTES + 8;
  private static final @Nullable FrameRun[] NO_RUNS = new FrameRun[0];
  private static final int[] NO_FRAMES = new int[0];
  private static final long[] NO_TIMES = new long[0];

  private final int limitBytes;
  private final BacklogMemory memory;
  private final OutboundCounters counters;
  private final ArrayDeque<byte[]> control = new ArrayDeque<>(MIN_ENTRIES);
  private int controlBytes;
  private byte @Nullable [] underWay;
  private int underWayOffset;

  // The entries, a ring: frames [from, to) of a run that came at a time. A run that is null has no
  // frames left.
  private @Nullable FrameRun[] runs = NO_RUNS;
  private int[] from = NO_FRAMES;
  private int[] to = NO_FRAMES;
  private long[] times = NO_TIMES;
  private int head;
  private int count;

  private int freshEntry;
  private int freshFrame;
  private int reliableBytes;
  private int droppableBytes;
  private boolean overflown;

  Backlog(int limitBytes, BacklogMemory memory, OutboundCounters counters) {
    this.limitBytes = limitBytes;
    this.memory = memory;
    this.counters = counters;
  }

  // --- What comes ---

  /// The rest of a frame that the socket took a part of: it goes first, whatever happens.
  void addPartialFrame(byte[] rest) {
    assert underWay == null && isEmpty();
    startUnderWay(rest);
    counters.backlogBytes.add(rest.length);
  }

  /// Adds the frames from `first` to before `end`.
  void add(FrameRun run, int first, int end, long now) {
    int size = run.sizeBytes(first, end);
    if (!overflown && !isTooMuch(size)) {
      append(run, first, end, now);
      return;
    }
    for (int frame = first; frame < end; frame++) {
      if (makeRoom(run.length(frame), run.mayBeDropped(frame))) {
        append(run, frame, frame + 1, now);
      }
    }
  }

  void add(byte[] frame, boolean mayBeDropped, long now) {
    add(FrameRun.of(frame, mayBeDropped), 0, 1, now);
  }

  /// Adds pings or pongs, encoded: they go as soon as the frame under way is whole. Of pongs that
  /// a client does not fetch, the latest are kept.
  void addControl(byte[] frames) {
    while (!control.isEmpty()
        && (controlBytes + frames.length > MAX_CONTROL_BYTES || isTooMuch(frames.length))) {
      removeControl();
    }
    while (droppableBytes > 0 && isTooMuch(frames.length)) {
      dropOldest();
    }
    if (!isTooMuch(frames.length)) {
      control.addLast(frames);
      controlBytes += frames.length;
      counters.backlogBytes.add(frames.length);
      memory.add(frames.length);
    }
  }

  /// Adds the last frame of all, for which there is always room.
  void addLast(byte[] frame, long now) {
    append(FrameRun.of(frame, false), 0, 1, now);
  }

  /// Forgets all but the frame under way.
  void discard() {
    while (!control.isEmpty()) {
      removeControl();
    }
    counters.droppedFrames.add(freshDroppableCount());
    for (int entry = 0; entry < count; entry++) {
      release(entry);
    }
    counters.backlogBytes.add(-reliableBytes - droppableBytes);
    reliableBytes = 0;
    droppableBytes = 0;
    head = 0;
    count = 0;
    freshEntry = 0;
    freshFrame = 0;
    resize(0);
  }

  /// Takes nothing more in, and forgets all but the frame under way.
  void giveUp() {
    overflown = true;
    discard();
  }

  // --- What it holds ---

  /// Whether a frame that must not be dropped found no room: the connection cannot go on.
  boolean isOverflowed() {
    return overflown;
  }

  boolean isEmpty() {
    return underWay == null && controlBytes == 0 && reliableBytes == 0 && droppableBytes == 0;
  }

  int sizeBytes() {
    return underWayBytes() + controlBytes + reliableBytes + droppableBytes;
  }

  int underWayBytes() {
    return underWay == null ? 0 : underWay.length - underWayOffset;
  }

  // --- What goes ---

  /// Drops what is not worth sending any more: droppable frames that are too old, and those that
  /// are not quite fresh if more waits than the line takes soon.
  ///
  /// @param soonBytes what the line takes soon
  void dropStale(long now, int soonBytes) {
    while (droppableBytes > 0) {
      skipToDroppable();
      long age = now - times[place(freshEntry)];
      boolean isLate = sizeBytes() > soonBytes && age > MIN_DROPPABLE_AGE_NANOS;
      if (age <= MAX_DROPPABLE_AGE_NANOS && !isLate) {
        return;
      }
      dropRestOfEntry();
    }
  }

  /// Puts what goes next into the buffer, in order, whole frames after the one under way.
  ///
  /// @param bytes how much, though at least one frame
  void stage(ByteBuffer target, int bytes) {
    if (underWay != null) {
      target.put(underWay, underWayOffset, underWay.length - underWayOffset);
    }
    for (byte[] frames : control) {
      if (frames.length > target.remaining()) {
        return;
      }
      target.put(frames);
    }
    for (int entry = 0; entry < count; entry++) {
      FrameRun run = runs[place(entry)];
      if (run == null) {
        continue;
      }
      int end = to[place(entry)];
      for (int frame = from[place(entry)]; frame < end; frame++) {
        if (isDropped(run, entry, frame)) {
          continue;
        }
        int length = run.length(frame);
        boolean isEnough = target.position() > 0 && target.position() + length > bytes;
        if (isEnough || length > target.remaining()) {
          return;
        }
        run.copy(frame, target);
      }
    }
  }

  /// Takes away what was written of what [#stage] gave. The rest of a frame cut in two is under
  /// way.
  void removeWritten(long written) {
    counters.backlogBytes.add(-written);
    int left = (int) written;
    if (underWay != null) {
      int taken = Math.min(underWayBytes(), left);
      left -= taken;
      underWayOffset += taken;
      if (underWayOffset < underWay.length) {
        return;
      }
      endUnderWay();
    }
    while (left > 0 && !control.isEmpty()) {
      byte[] frames = control.removeFirst();
      controlBytes -= frames.length;
      memory.add(-frames.length);
      if (left < frames.length) {
        startUnderWay(Arrays.copyOfRange(frames, left, frames.length));
        return;
      }
      left -= frames.length;
    }
    while (left > 0) {
      left = removeFrame(left);
    }
    removeEmptyEntries();
  }

  /// No longer used: what still waits is lost with the connection.
  void release() {
    discard();
    if (underWay != null) {
      counters.backlogBytes.add(-underWayBytes());
      endUnderWay();
    }
  }

  // --- Entries ---

  private void append(FrameRun run, int first, int end, long now) {
    int last = place(count - 1);
    if (count > 0 && run.equals(runs[last]) && to[last] == first) {
      to[last] = end;
    } else {
      if (count == runs.length) {
        resize(Math.max(MIN_ENTRIES, 2 * count));
      }
      int place = place(count);
      runs[place] = run;
      from[place] = first;
      to[place] = end;
      times[place] = now;
      count++;
      run.retain(memory);
    }
    int size = run.sizeBytes(first, end);
    int reliable = run.reliableBytes(first, end);
    reliableBytes += reliable;
    droppableBytes += size - reliable;
    counters.backlogBytes.add(size);
  }

  /// Removes the oldest frame.
  ///
  /// @param written at most that many of its bytes; the rest is under way
  /// @return how many were written of the frames behind it
  private int removeFrame(int written) {
    removeEmptyEntries();
    FrameRun run = runs[head];
    assert run != null;
    int frame = from[head]++;
    if (isDropped(run, 0, frame)) {
      return written;
    }
    int length = run.length(frame);
    if (run.mayBeDropped(frame)) {
      droppableBytes -= length;
    } else {
      reliableBytes -= length;
    }
    if (written < length) {
      startUnderWay(run.rest(frame, written));
      return 0;
    }
    return written - length;
  }

  private void removeEmptyEntries() {
    while (count > 0 && from[head] == to[head]) {
      release(0);
      head = (head + 1) & (runs.length - 1);
      count--;
      if (freshEntry > 0) {
        freshEntry--;
      } else {
        freshFrame = 0;
      }
    }
  }

  private void release(int entry) {
    FrameRun run = runs[place(entry)];
    if (run != null) {
      run.release(memory);
      runs[place(entry)] = null;
    }
  }

  private int place(int entry) {
    return (head + entry) & (runs.length - 1);
  }

  private void resize(int size) {
    @Nullable FrameRun[] oldRuns = runs;
    int[] oldFrom = from;
    int[] oldTo = to;
    long[] oldTimes = times;
    int oldHead = head;
    memory.add(ENTRY_BYTES * (size - oldRuns.length));
    runs = size == 0 ? NO_RUNS : new FrameRun[size];
    from = size == 0 ? NO_FRAMES : new int[size];
    to = size == 0 ? NO_FRAMES : new int[size];
    times = size == 0 ? NO_TIMES : new long[size];
    for (int entry = 0; entry < count; entry++) {
      int old = (oldHead + entry) & (oldRuns.length - 1);
      runs[entry] = oldRuns[old];
      from[entry] = oldFrom[old];
      to[entry] = oldTo[old];
      times[entry] = oldTimes[old];
    }
    head = 0;
  }

  // --- Dropping ---

  private boolean isDropped(FrameRun run, int entry, int frame) {
    return (entry < freshEntry || (entry == freshEntry && frame < freshFrame))
        && run.mayBeDropped(frame);
  }

  private boolean makeRoom(int length, boolean mayBeDropped) {
    if (overflown) {
      // What came after a frame that was lost must not arrive without it.
      return false;
    }
    while (isTooMuch(length) && droppableBytes > 0) {
      dropOldest();
    }
    if (!isTooMuch(length)) {
      return true;
    }
    if (mayBeDropped) {
      counters.droppedFrames.add(1);
    } else {
      overflown = true;
    }
    return false;
  }

  private boolean isTooMuch(int moreBytes) {
    return sizeBytes() + moreBytes > limitBytes;
  }

  private void dropOldest() {
    skipToDroppable();
    int place = place(freshEntry);
    FrameRun run = freshRun();
    int frame = Math.max(freshFrame, from[place]);
    while (!run.mayBeDropped(frame)) {
      frame++;
    }
    freshFrame = frame + 1;
    dropped(1, run.length(frame));
  }

  private void dropRestOfEntry() {
    int place = place(freshEntry);
    FrameRun run = freshRun();
    int first = Math.max(freshFrame, from[place]);
    int end = to[place];
    freshFrame = end;
    dropped(
        end - first - run.reliableCount(first, end),
        run.sizeBytes(first, end) - run.reliableBytes(first, end));
  }

  private void dropped(int frames, int bytes) {
    droppableBytes -= bytes;
    counters.droppedFrames.add(frames);
    counters.backlogBytes.add(-bytes);
    skipToDroppable();
  }

  /// Moves the cursor past entries without a droppable frame that still waits, and lets go of what
  /// they no longer need.
  private void skipToDroppable() {
    while (freshEntry < count) {
      int place = place(freshEntry);
      FrameRun run = runs[place];
      int first = Math.max(freshFrame, from[place]);
      if (run != null && run.reliableCount(first, to[place]) < to[place] - first) {
        return;
      }
      keepReliable(place);
      freshEntry++;
      freshFrame = 0;
    }
  }

  /// Replaces an entry's run by its reliable frames. A run of which this entry needs but a small
  /// part is not kept for it.
  private void keepReliable(int place) {
    FrameRun run = runs[place];
    if (run == null) {
      return;
    }
    int first = from[place];
    int end = to[place];
    int kept = run.reliableCount(first, end);
    if (kept == run.count()) {
      return;
    }
    if (kept == 0) {
      runs[place] = null;
      from[place] = to[place];
    } else if (isWorthSharing(run.reliableBytes(first, end), run.reliableBytes(0, run.count()))) {
      put(place, run.reliableOnly(), run.reliablePlace(first), run.reliablePlace(end));
    } else {
      put(place, run.reliableOf(first, end), 0, kept);
    }
    run.release(memory);
  }

  private void put(int place, FrameRun run, int first, int end) {
    run.retain(memory);
    runs[place] = run;
    from[place] = first;
    to[place] = end;
  }

  /// Whether a backlog that waits for a part of a run shares it, rather than having a copy: so no
  /// backlog holds more than twice what waits in it.
  static boolean isWorthSharing(int partBytes, int runBytes) {
    return 2L * partBytes >= runBytes;
  }

  private FrameRun freshRun() {
    FrameRun run = runs[place(freshEntry)];
    assert run != null;
    return run;
  }

  private int freshDroppableCount() {
    int droppable = 0;
    for (int entry = freshEntry; entry < count; entry++) {
      int place = place(entry);
      FrameRun run = runs[place];
      if (run != null) {
        int first = entry == freshEntry ? Math.max(freshFrame, from[place]) : from[place];
        droppable += to[place] - first - run.reliableCount(first, to[place]);
      }
    }
    return droppable;
  }

  // --- The frame under way ---

  private void startUnderWay(byte[] rest) {
    underWay = rest;
    underWayOffset = 0;
    memory.add(rest.length);
  }

  private void endUnderWay() {
    if (underWay != null) {
      memory.add(-underWay.length);
      underWay = null;
    }
  }

  private void removeControl() {
    int length = control.removeFirst().length;
    controlBytes -= length;
    counters.backlogBytes.add(-length);
    memory.add(-length);
  }
}
