package wsroom.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import wsroom.server.RunningServer;

/// Jumps of the wall clock by hours, as after a first synchronisation.
class ClockJumpsTest {
  private final AtomicLong now = new AtomicLong(Instant.now().getEpochSecond());

  @Test
  void membersAreUnaffectedAndNewClientsJoin() throws Exception {
    try (RunningServer server =
        new RunningServer(Map.of(), () -> Instant.ofEpochSecond(now.get()))) {
      Members members = Members.enter(server, 3);
      for (int hours : List.of(5, -9, 24 * 365, -24 * 365)) {
        now.addAndGet(Duration.ofHours(hours).toSeconds());
        members.hearEachOther(3);
        assertThat(members.enters("later by " + hours).isWelcomed()).isTrue();
        members.hearEachOther(1);
      }
      assertThat(members.violations()).isEmpty();
      assertThat(server.errors()).isEmpty();
    }
  }
}
