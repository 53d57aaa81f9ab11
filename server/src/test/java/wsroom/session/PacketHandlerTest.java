package wsroom.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import wsroom.room.RelayCounters;

/// The counters of peers' packets.
class PacketHandlerTest {
  private final Relay relay = Relay.withDefaults();

  @Test
  void packetsOfAnyTypeAreCountedWithTheirLength() {
    Client bob = relay.client("bob").joins();
    RelayCounters counters = relay.rooms.getFirst().counters();
    assertThat(counters.inMessages()).isZero();
    bob.says("hello").says(Packets.left(7));
    relay.settles();

    assertThat(counters.inMessages()).isEqualTo(2);
    assertThat(counters.inBytes())
        .isEqualTo(
            Packets.update(0, "hello").getSerializedSize() + Packets.left(7).getSerializedSize());
  }
}
