package wsroom.room.flush;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Rooms by a deadline, the earliest first: a binary heap, of which any room can be taken out.
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
    int place = room.heapPlace;
    ScheduledFlush last = at(--size);
    rooms[size] = null;
    if (last != room) {
      siftDown(last, place);
      if (last.heapPlace == place) {
        siftUp(last, place);
      }
    }
  }

  private void siftUp(ScheduledFlush room, int from) {
    int place = from;
    while (place > 0) {
      int parent = (place - 1) / 2;
      if (!isBefore(room, at(parent))) {
        break;
      }
      put(at(parent), place);
      place = parent;
    }
    put(room, place);
  }

  private void siftDown(ScheduledFlush room, int from) {
    int place = from;
    for (int child = 2 * place + 1; child < size; child = 2 * place + 1) {
      if (child + 1 < size && isBefore(at(child + 1), at(child))) {
        child++;
      }
      if (!isBefore(at(child), room)) {
        break;
      }
      put(at(child), place);
      place = child;
    }
    put(room, place);
  }

  private ScheduledFlush at(int place) {
    ScheduledFlush room = rooms[place];
    assert room != null;
    return room;
  }

  private void put(ScheduledFlush room, int place) {
    rooms[place] = room;
    room.heapPlace = place;
  }

  /// By their difference, as `System.nanoTime()` asks for.
  private static boolean isBefore(ScheduledFlush room, ScheduledFlush other) {
    return room.heapNanos - other.heapNanos < 0;
  }
}
