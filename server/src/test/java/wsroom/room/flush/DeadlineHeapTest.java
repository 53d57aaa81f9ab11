package wsroom.room.flush;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Compares the heap with a sorted list, at random.
class DeadlineHeapTest {
  @ParameterizedTest
  // A clock may start anywhere and overflow.
  @ValueSource(longs = {0, -1_000, Long.MAX_VALUE - 500})
  void firstIsTheEarliestWhicheverRoomsAreRemoved(long start) {
    Random random = new Random(1);
    for (int round = 0; round < 300; round++) {
      DeadlineHeap heap = new DeadlineHeap();
      List<ScheduledFlush> rooms = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        ScheduledFlush room = new ScheduledFlush(() -> {}, new FrameRate(5_000_000, 0));
        heap.add(room, start + random.nextInt(1_000));
        rooms.add(room);
        if (random.nextInt(3) == 0) {
          heap.remove(rooms.remove(random.nextInt(rooms.size())));
        }
      }
      rooms.sort(Comparator.comparingLong(room -> room.heapNanos - start));
      for (ScheduledFlush room : rooms) {
        ScheduledFlush first = heap.first();
        assertThat(first).isNotNull().extracting(it -> it.heapNanos).isEqualTo(room.heapNanos);
        heap.remove(Objects.requireNonNull(first));
      }
      assertThat(heap.first()).isNull();
    }
  }
}
