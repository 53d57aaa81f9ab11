package wsroom.websocket;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The frames queued for a slow consumer: reliable frames, all of them, in order; droppable ones
/// while they are fresh and fit; and control frames, which precede both.
///
/// An entry is a part of a [FrameRun], which other backlogs share. Droppable frames are dropped
/// oldest first, so a cursor separates dropped from queued ones: entries before [#freshEntry], and
/// frames of that entry before [#freshFrame], have only reliable frames left.
///
/// Exists only while frames are queued. Confined to the connection's I/O thread.
final class Backlog {
  /// Beyond this age a droppable frame is stale and dropped.
  static final long MAX_DROPPABLE_AGE_NANOS = 500_000_000L;

  /// Up to this age a droppable frame is kept even on a line too slow for it, so that a short stall
  /// drops nothing.
  static final long MIN_DROPPABLE_AGE_NANOS = 100_000_000L;

  /// Beyond this size, newer pongs replace older ones: RFC 6455 allows answering only the latest
  /// ping.
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
  private byte @Nullable [] partialFrame;
  private int partialFrameOffset;

  // The entries, as a ring: frames [from, to) of a run, and when they were added. A null run has no
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
  private boolean overflowed;

  Backlog(int limitBytes, BacklogMemory memory, OutboundCounters counters) {
    this.limitBytes = limitBytes;
    this.memory = memory;
    this.counters = counters;
  }

  // --- Adding ---

  /// Adds the rest of a partly written frame: it precedes everything else.
  void addPartialFrame(byte[] rest) {
    assert partialFrame == null && isEmpty();
    setPartialFrame(rest);
    counters.backlogBytes.add(rest.length);
  }

  /// Adds the frames from `first` to before `end`.
  void add(FrameRun run, int first, int end, long now) {
    int size = run.sizeBytes(first, end);
    if (!overflowed && !exceedsLimit(size)) {
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

  /// Adds encoded pings or pongs: they follow the partial frame. If a client does not read its
  /// pongs, only the latest are kept.
  void addControl(byte[] frames) {
    while (!control.isEmpty()
        && (controlBytes + frames.length > MAX_CONTROL_BYTES || exceedsLimit(frames.length))) {
      removeControl();
    }
    while (droppableBytes > 0 && exceedsLimit(frames.length)) {
      dropOldest();
    }
    if (!exceedsLimit(frames.length)) {
      control.addLast(frames);
      controlBytes += frames.length;
      counters.backlogBytes.add(frames.length);
      memory.add(frames.length);
    }
  }

  /// Adds the last frame, which is exempt from the limit.
  void addLast(byte[] frame, long now) {
    append(FrameRun.of(frame, false), 0, 1, now);
  }

  /// Discards everything but the partial frame.
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

  /// Discards everything but the partial frame, and accepts no more frames.
  void stop() {
    overflowed = true;
    discard();
  }

  // --- Size ---

  /// Whether a reliable frame did not fit: the connection must end.
  boolean isOverflowed() {
    return overflowed;
  }

  boolean isEmpty() {
    return partialFrame == null && controlBytes == 0 && reliableBytes == 0 && droppableBytes == 0;
  }

  int sizeBytes() {
    return partialFrameBytes() + controlBytes + reliableBytes + droppableBytes;
  }

  int partialFrameBytes() {
    return partialFrame == null ? 0 : partialFrame.length - partialFrameOffset;
  }

  // --- Writing ---

  /// Drops stale droppable frames, and those past the minimum age if the backlog exceeds what the
  /// line takes soon.
  ///
  /// @param freshBytes what the line takes soon
  void dropStale(long now, int freshBytes) {
    while (droppableBytes > 0) {
      skipToDroppable();
      long age = now - times[indexOf(freshEntry)];
      boolean isLate = sizeBytes() > freshBytes && age > MIN_DROPPABLE_AGE_NANOS;
      if (age <= MAX_DROPPABLE_AGE_NANOS && !isLate) {
        return;
      }
      dropRestOfEntry();
    }
  }

  /// Copies the next frames into the buffer, in order: the partial frame, then complete frames.
  ///
  /// @param bytes the size to aim at; one frame is copied in any case
  void stage(ByteBuffer target, int bytes) {
    if (partialFrame != null) {
      target.put(partialFrame, partialFrameOffset, partialFrame.length - partialFrameOffset);
    }
    for (byte[] frames : control) {
      if (frames.length > target.remaining()) {
        return;
      }
      target.put(frames);
    }
    for (int entry = 0; entry < count; entry++) {
      FrameRun run = runs[indexOf(entry)];
      if (run == null) {
        continue;
      }
      int end = to[indexOf(entry)];
      for (int frame = from[indexOf(entry)]; frame < end; frame++) {
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

  /// Removes the written bytes of what [#stage] copied. The rest of a partly written frame becomes
  /// the partial frame.
  void removeWritten(long written) {
    counters.backlogBytes.add(-written);
    int left = (int) written;
    if (partialFrame != null) {
      int taken = Math.min(partialFrameBytes(), left);
      left -= taken;
      partialFrameOffset += taken;
      if (partialFrameOffset < partialFrame.length) {
        return;
      }
      clearPartialFrame();
    }
    while (left > 0 && !control.isEmpty()) {
      byte[] frames = control.removeFirst();
      controlBytes -= frames.length;
      memory.add(-frames.length);
      if (left < frames.length) {
        setPartialFrame(Arrays.copyOfRange(frames, left, frames.length));
        return;
      }
      left -= frames.length;
    }
    while (left > 0) {
      left = removeFrame(left);
    }
    removeEmptyEntries();
  }

  /// Discards everything, with the connection.
  void release() {
    discard();
    if (partialFrame != null) {
      counters.backlogBytes.add(-partialFrameBytes());
      clearPartialFrame();
    }
  }

  // --- Entries ---

  private void append(FrameRun run, int first, int end, long now) {
    int last = indexOf(count - 1);
    if (count > 0 && run.equals(runs[last]) && to[last] == first) {
      to[last] = end;
    } else {
      if (count == runs.length) {
        resize(Math.max(MIN_ENTRIES, 2 * count));
      }
      int index = indexOf(count);
      runs[index] = run;
      from[index] = first;
      to[index] = end;
      times[index] = now;
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
  /// @param written at most that many of its bytes; the rest becomes the partial frame
  /// @return how many bytes were written of the frames after it
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
      setPartialFrame(run.rest(frame, written));
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
    FrameRun run = runs[indexOf(entry)];
    if (run != null) {
      run.release(memory);
      runs[indexOf(entry)] = null;
    }
  }

  private int indexOf(int entry) {
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
    if (overflowed) {
      // A frame after a lost one must not arrive without it.
      return false;
    }
    while (exceedsLimit(length) && droppableBytes > 0) {
      dropOldest();
    }
    if (!exceedsLimit(length)) {
      return true;
    }
    if (mayBeDropped) {
      counters.droppedFrames.add(1);
    } else {
      overflowed = true;
    }
    return false;
  }

  private boolean exceedsLimit(int moreBytes) {
    return sizeBytes() + moreBytes > limitBytes;
  }

  private void dropOldest() {
    skipToDroppable();
    int index = indexOf(freshEntry);
    FrameRun run = freshRun();
    int frame = Math.max(freshFrame, from[index]);
    while (!run.mayBeDropped(frame)) {
      frame++;
    }
    freshFrame = frame + 1;
    dropped(1, run.length(frame));
  }

  private void dropRestOfEntry() {
    int index = indexOf(freshEntry);
    FrameRun run = freshRun();
    int first = Math.max(freshFrame, from[index]);
    int end = to[index];
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

  /// Moves the cursor past entries without a queued droppable frame, and releases the runs they no
  /// longer need.
  private void skipToDroppable() {
    while (freshEntry < count) {
      int index = indexOf(freshEntry);
      FrameRun run = runs[index];
      int first = Math.max(freshFrame, from[index]);
      if (run != null && run.reliableCount(first, to[index]) < to[index] - first) {
        return;
      }
      keepReliable(index);
      freshEntry++;
      freshFrame = 0;
    }
  }

  /// Replaces an entry's run by its reliable frames, so that a small part does not keep the whole
  /// run in memory.
  private void keepReliable(int index) {
    FrameRun run = runs[index];
    if (run == null) {
      return;
    }
    int first = from[index];
    int end = to[index];
    int kept = run.reliableCount(first, end);
    if (kept == run.count()) {
      return;
    }
    if (kept == 0) {
      runs[index] = null;
      from[index] = to[index];
    } else if (isWorthSharing(run.reliableBytes(first, end), run.reliableBytes(0, run.count()))) {
      replaceEntry(index, run.reliableOnly(), run.reliableIndex(first), run.reliableIndex(end));
    } else {
      replaceEntry(index, run.reliableOf(first, end), 0, kept);
    }
    run.release(memory);
  }

  private void replaceEntry(int index, FrameRun run, int first, int end) {
    run.retain(memory);
    runs[index] = run;
    from[index] = first;
    to[index] = end;
  }

  /// Whether a backlog shares the run instead of copying its part, so that it never holds more than
  /// twice the size of its frames.
  static boolean isWorthSharing(int partBytes, int runBytes) {
    return 2L * partBytes >= runBytes;
  }

  private FrameRun freshRun() {
    FrameRun run = runs[indexOf(freshEntry)];
    assert run != null;
    return run;
  }

  private int freshDroppableCount() {
    int droppable = 0;
    for (int entry = freshEntry; entry < count; entry++) {
      int index = indexOf(entry);
      FrameRun run = runs[index];
      if (run != null) {
        int first = entry == freshEntry ? Math.max(freshFrame, from[index]) : from[index];
        droppable += to[index] - first - run.reliableCount(first, to[index]);
      }
    }
    return droppable;
  }

  // --- The partial frame ---

  private void setPartialFrame(byte[] rest) {
    partialFrame = rest;
    partialFrameOffset = 0;
    memory.add(rest.length);
  }

  private void clearPartialFrame() {
    if (partialFrame != null) {
      memory.add(-partialFrame.length);
      partialFrame = null;
    }
  }

  private void removeControl() {
    int length = control.removeFirst().length;
    controlBytes -= length;
    counters.backlogBytes.add(-length);
    memory.add(-length);
  }
}
