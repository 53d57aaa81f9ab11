package wsroom.room.flush;

import org.jspecify.annotations.Nullable;

/// Lists the rooms that are due, first in, first out. The links are fields of the elements, so
/// nothing is allocated and any element can be removed. A room is in one queue at most.
///
/// Confined to its I/O thread.
final class FlushQueue {
  private @Nullable ScheduledFlush first;
  private @Nullable ScheduledFlush last;

  @Nullable ScheduledFlush first() {
    return first;
  }

  void addLast(ScheduledFlush room) {
    room.previous = last;
    if (last == null) {
      first = room;
    } else {
      last.next = room;
    }
    last = room;
  }

  void remove(ScheduledFlush room) {
    if (room.previous == null) {
      first = room.next;
    } else {
      room.previous.next = room.next;
    }
    if (room.next == null) {
      last = room.previous;
    } else {
      room.next.previous = room.previous;
    }
    room.previous = null;
    room.next = null;
  }
}
