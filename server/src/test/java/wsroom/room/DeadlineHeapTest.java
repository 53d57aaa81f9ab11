package wsroom.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The heap against a plain list, in random order.
class DeadlineHeapTest {
  @ParameterizedTest
  // Clocks may start anywhere, and pass the end of a long.
  @ValueSource(longs = {0, -1_000, Long.MAX_VALUE - 500})
  void firstIsTheEarliestWhateverWasTakenOut(long start) {
    Random random = new Random(1);
    DeadlineHeap heap = new DeadlineHeap();
    List<ScheduledFlush> rooms = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      if (rooms.isEmpty() || random.nextInt(100) < (i < 10_000 ? 55 : 45)) {
        ScheduledFlush room = new ScheduledFlush(() -> {}, new FrameRate(5_000_000, 0));
        heap.add(room, start + random.nextInt(1_000));
        rooms.add(room);
      } else {
        ScheduledFlush room = rooms.remove(random.nextInt(rooms.size()));
        heap.remove(room);
      }
      if (rooms.isEmpty()) {
        assertThat(heap.first()).isNull();
      } else {
        long earliest =
            rooms.stream()
                .min(Comparator.comparingLong(room -> room.heapNanos - start))
                .orElseThrow()
                .heapNanos;
        assertThat(heap.first()).isIn(rooms).extracting(room -> room.heapNanos).isEqualTo(earliest);
      }
    }
  }
}
