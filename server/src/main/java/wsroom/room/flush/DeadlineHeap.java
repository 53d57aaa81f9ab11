package wsroom.room.flush;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Orders rooms by deadline, the earliest first. A binary heap from which any room can be removed.
///
/// Confined to its I/O thread.
final class DeadlineHeap {
  private @Nullable ScheduledFlush[] rooms = new ScheduledFlush[16];
  private int size;

  @Nullable ScheduledFlush first() {
    return size == 0 ? null : rooms[0];
  }

  void add(ScheduledFlush room, long deadlineNanos) {
    if (size == rooms.length) {
      rooms = Arrays.copyOf(rooms, 2 * size);
    }
    room.heapNanos = deadlineNanos;
    siftUp(room, size++);
  }

  void remove(ScheduledFlush room) {
    int index = room.heapIndex;
    ScheduledFlush last = at(--size);
    rooms[size] = null;
    if (last != room) {
      siftDown(last, index);
      if (last.heapIndex == index) {
        siftUp(last, index);
      }
    }
  }

  private void siftUp(ScheduledFlush room, int from) {
    int index = from;
    while (index > 0) {
      int parent = (index - 1) / 2;
      if (!isBefore(room, at(parent))) {
        break;
      }
      put(at(parent), index);
      index = parent;
    }
    put(room, index);
  }

  private void siftDown(ScheduledFlush room, int from) {
    int index = from;
    for (int child = 2 * index + 1; child < size; child = 2 * index + 1) {
      if (child + 1 < size && isBefore(at(child + 1), at(child))) {
        child++;
      }
      if (!isBefore(at(child), room)) {
        break;
      }
      put(at(child), index);
      index = child;
    }
    put(room, index);
  }

  private ScheduledFlush at(int index) {
    ScheduledFlush room = rooms[index];
    assert room != null;
    return room;
  }

  private void put(ScheduledFlush room, int index) {
    rooms[index] = room;
    room.heapIndex = index;
  }

  /// Compares by difference, as values of `System.nanoTime()` may overflow.
  private static boolean isBefore(ScheduledFlush room, ScheduledFlush other) {
    return room.heapNanos - other.heapNanos < 0;
  }
}
