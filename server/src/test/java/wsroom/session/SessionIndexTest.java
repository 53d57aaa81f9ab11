package wsroom.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Finds sessions by room and by address.
class SessionIndexTest {
  private final SessionIndex<String> index = new SessionIndex<>();

  @Test
  void sessionsAreFoundByRoomByAddressAndByASetOfAddresses() {
    index.add("one", "plaza", "0xa");
    index.add("two", "park", "0xa");
    index.add("three", "plaza", "0xb");

    assertThat(index.find(new Selection.InRoom("plaza"))).containsExactlyInAnyOrder("one", "three");
    assertThat(index.find(new Selection.OfAddress("0xa"))).containsExactlyInAnyOrder("one", "two");
    assertThat(index.isEmpty()).isFalse();
    assertThat(index.find(new Selection.OfAddresses(Set.of("0xb")))).containsExactly("three");
    assertThat(index.find(new Selection.OfAddresses(Set.of("0xb", "0xc"))))
        .containsExactly("three");
    assertThat(index.find(new Selection.OfAddresses(Set.of("0xa", "0xb", "0xc", "0xd"))))
        .containsExactlyInAnyOrder("one", "two", "three");
    assertThat(index.find(new Selection.InRoom("nowhere"))).isEmpty();
    assertThat(index.find(new Selection.OfAddress("0xc"))).isEmpty();
  }

  @Test
  void removedSessionsAreNotFoundForAnyOrderOfRemoval() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      SessionIndex<String> some = new SessionIndex<>();
      List<String> names = new ArrayList<>();
      List<SessionIndex.Node<String>> nodes = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        names.add("s" + i);
        nodes.add(some.add("s" + i, "r" + i % 2, "0x" + i % 3));
      }
      while (!names.isEmpty()) {
        int removed = random.nextInt(names.size());
        some.remove(nodes.remove(removed));
        names.remove(removed);
        List<String> byRoom = new ArrayList<>(some.find(new Selection.InRoom("r0")));
        byRoom.addAll(some.find(new Selection.InRoom("r1")));
        assertThat(byRoom).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(names);
        assertThat(some.find(new Selection.OfAddresses(Set.of("0x0", "0x1", "0x2", "0x3"))))
            .as("seed %d", seed)
            .containsExactlyInAnyOrderElementsOf(names);
      }
      assertThat(some.isEmpty()).isTrue();
    }
  }
}
