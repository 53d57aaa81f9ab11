package wsroom.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BacklogMemoryTest {
  private final OutboundCounters counters = new OutboundCounters();
  private final BacklogMemory memory = new BacklogMemory(800, counters);
  private final List<Integer> givenUp = new ArrayList<>();

  @Test
  void memoryMayBeFullToItsLastByte() {
    holders(memory, 300, 500);
    memory.enforceLimit();
    assertThat(givenUp).isEmpty();

    holders(memory, 1);
    memory.enforceLimit();
    assertThat(givenUp).containsExactly(500);
    assertThat(counters.backlogMemoryBytes()).isEqualTo(301);
  }

  @Test
  void noMoreIsGivenUpThanFreesAnEighth() {
    holders(memory, 175, 175, 175, 175, 175);
    memory.enforceLimit();

    assertThat(givenUp).containsExactly(175);
    assertThat(memory.usedBytes()).isEqualTo(700);
  }

  @Test
  void largestGoFirstUntilAnEighthIsFree() {
    holders(memory, 10, 400, 710, 410);
    memory.enforceLimit();

    assertThat(givenUp).containsExactly(710, 410);
  }

  @Test
  void connectionThatHasLeftIsGivenUpNoMore() {
    List<Holding> all = holders(memory, 600, 150, 700);
    memory.unregister(all.get(0));
    memory.unregister(all.get(2));
    assertThat(counters.backloggedConnections()).isEqualTo(1);
    memory.enforceLimit();
    assertThat(givenUp).containsExactly(150);

    memory.register(all.get(0));
    assertThat(counters.backloggedConnections()).isEqualTo(2);
  }

  @Test
  void withoutALimitNobodyIsGivenUp() {
    BacklogMemory unlimited = new BacklogMemory(0, counters);
    holders(unlimited, 1_000_000);
    unlimited.enforceLimit();

    assertThat(givenUp).isEmpty();
  }

  private List<Holding> holders(BacklogMemory of, int... backlogs) {
    List<Holding> holders = new ArrayList<>();
    for (int bytes : backlogs) {
      Holding holder = new Holding(of, bytes);
      of.register(holder);
      of.add(bytes);
      holders.add(holder);
    }
    return holders;
  }

  private final class Holding extends BacklogMemory.Holder {
    private final BacklogMemory of;
    private final int bytes;

    Holding(BacklogMemory of, int bytes) {
      this.of = of;
      this.bytes = bytes;
    }

    @Override
    int backlogBytes() {
      return bytes;
    }

    @Override
    void discardBacklog() {
      givenUp.add(bytes);
      of.add(-bytes);
    }
  }
}
