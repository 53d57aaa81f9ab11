package wsroom.websocket;

import java.nio.ByteBuffer;

/// Frames that wait, first in, first out, in one ring of bytes that grows with them. Each has a
/// number, by which two queues can be merged, and the time at which it came.
///
/// Confined to the connection's I/O thread.
final class FrameQueue {
  // Small, since every newcomer has one for a moment, and of the two in a backlog one may stay
  // empty.
  private static final int LEAST_BYTES = 256;
  private static final int LEAST_FRAMES = 4;
  private static final byte[] NO_BYTES = new byte[0];
  private static final int[] NO_LENGTHS = new int[0];
  private static final long[] NO_NUMBERS = new long[0];

  private byte[] bytes = NO_BYTES;
  private int bytesHead;
  private int bytesUsed;

  private int[] lengths = NO_LENGTHS;
  private long[] numbers = NO_NUMBERS;
  private long[] times = NO_NUMBERS;
  private int head;
  private int count;

  int count() {
    return count;
  }

  int sizeBytes() {
    return bytesUsed;
  }

  void add(FrameBatch source, int offset, int length, long number, long time) {
    growFor(length);
    int tail = (bytesHead + bytesUsed) & (bytes.length - 1);
    int first = Math.min(length, bytes.length - tail);
    source.copy(offset, bytes, tail, first);
    source.copy(offset + first, bytes, 0, length - first);
    addEntry(length, number, time);
  }

  void add(byte[] source, int offset, int length, long number, long time) {
    growFor(length);
    int tail = (bytesHead + bytesUsed) & (bytes.length - 1);
    int first = Math.min(length, bytes.length - tail);
    System.arraycopy(source, offset, bytes, tail, first);
    System.arraycopy(source, offset + first, bytes, 0, length - first);
    addEntry(length, number, time);
  }

  /// The length of the frame at a place, 0 being the oldest.
  int length(int place) {
    return lengths[(head + place) & (lengths.length - 1)];
  }

  long number(int place) {
    return numbers[(head + place) & (lengths.length - 1)];
  }

  long time(int place) {
    return times[(head + place) & (lengths.length - 1)];
  }

  /// Copies bytes out of the ring, from an offset behind the oldest byte on.
  void copy(int offset, ByteBuffer target, int length) {
    int from = (bytesHead + offset) & (bytes.length - 1);
    int first = Math.min(length, bytes.length - from);
    target.put(bytes, from, first);
    target.put(bytes, 0, length - first);
  }

  void removeOldest() {
    assert count > 0;
    int length = lengths[head];
    bytesHead = (bytesHead + length) & (bytes.length - 1);
    bytesUsed -= length;
    head = (head + 1) & (lengths.length - 1);
    count--;
  }

  private void addEntry(int length, long number, long time) {
    if (count == lengths.length) {
      growEntries();
    }
    int place = (head + count) & (lengths.length - 1);
    lengths[place] = length;
    numbers[place] = number;
    times[place] = time;
    count++;
    bytesUsed += length;
  }

  private void growFor(int length) {
    int needed = bytesUsed + length;
    if (needed > bytes.length) {
      byte[] grown = new byte[Math.max(LEAST_BYTES, Integer.highestOneBit(needed - 1) << 1)];
      copy(0, ByteBuffer.wrap(grown), bytesUsed);
      bytes = grown;
      bytesHead = 0;
    }
  }

  private void growEntries() {
    int[] oldLengths = lengths;
    long[] oldNumbers = numbers;
    long[] oldTimes = times;
    int size = oldLengths.length;
    int grown = Math.max(LEAST_FRAMES, 2 * size);
    lengths = new int[grown];
    numbers = new long[grown];
    times = new long[grown];
    for (int i = 0; i < count; i++) {
      int place = (head + i) & (size - 1);
      lengths[i] = oldLengths[place];
      numbers[i] = oldNumbers[place];
      times[i] = oldTimes[place];
    }
    head = 0;
  }
}
