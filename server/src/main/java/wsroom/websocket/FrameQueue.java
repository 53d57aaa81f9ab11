package wsroom.websocket;

import java.nio.ByteBuffer;

/// Frames that wait, first in, first out, in one ring of bytes that grows with them. Each has a
/// number, by which two queues can be merged, and the time at which it came.
///
/// Confined to the connection's I/O thread.
final class FrameQueue {
  private static final int INITIAL_BYTES = 4096;
  private static final int INITIAL_FRAMES = 16;

  private byte[] bytes = new byte[INITIAL_BYTES];
  private int bytesHead;
  private int bytesUsed;

  private int[] lengths = new int[INITIAL_FRAMES];
  private long[] numbers = new long[INITIAL_FRAMES];
  private long[] times = new long[INITIAL_FRAMES];
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
      byte[] grown = new byte[Integer.highestOneBit(needed - 1) << 1];
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
    lengths = new int[2 * size];
    numbers = new long[2 * size];
    times = new long[2 * size];
    for (int i = 0; i < count; i++) {
      int place = (head + i) & (size - 1);
      lengths[i] = oldLengths[place];
      numbers[i] = oldNumbers[place];
      times[i] = oldTimes[place];
    }
    head = 0;
  }
}
