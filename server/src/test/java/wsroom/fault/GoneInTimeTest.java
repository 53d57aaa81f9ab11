package wsroom.fault;

import static org.assertj.core.api.Assertions.assertThat;

import authchain.Identity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import wsroom.server.RunningServer;

/// Half-open, frozen and cut connections are closed within twenty seconds, in real time over real
/// sockets. Tests in fake time cover the same in every build; this one is for `-Dslow`.
@EnabledIfSystemProperty(named = "slow", matches = ".*")
class GoneInTimeTest {
  private static final Duration WITHIN = Duration.ofSeconds(20);

  /// A tick of the server's timer, and what a busy machine adds.
  private static final Duration LATE = Duration.ofMillis(1_500);

  @Test
  void vanishedPeerIsClosedInTwentySecondsAndAnIdleOneStays() throws Exception {
    try (RunningServer server = new RunningServer(Map.of());
        FaultProxy proxy = FaultProxy.to(server.address())) {
      Members members = Members.enter(server, 2);
      RecordedRun others = new RecordedRun(server.address(), 100);
      List<RecordedSession> lost = new ArrayList<>();
      for (String name : List.of("half-open", "frozen", "frozen down", "cut", "reset")) {
        lost.add(enters(others, name, proxy));
      }
      RecordedSession silent = enters(others, "silent", proxy);
      long start = System.nanoTime();
      linkOf(lost.get(0)).halfOpens();
      linkOf(lost.get(1)).freezes();
      linkOf(lost.get(2)).freezesDown();
      linkOf(lost.get(3)).cuts();
      linkOf(lost.get(4)).reset();

      List<String> left =
          members.awaits(
              () ->
                  members.first().present().keySet().stream()
                      .filter(alias -> lost.stream().anyMatch(visit -> visit.alias() == alias))
                      .map(alias -> alias + " is still here")
                      .toList(),
              WITHIN.multipliedBy(2));

      assertThat(left).isEmpty();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(WITHIN.plus(LATE));
      assertThat(silent.isIn()).isTrue();
      assertThat(members.first().present()).containsKey(silent.alias());
      members.hearEachOther(1);
      assertThat(members.violations()).isEmpty();
    }
  }

  private static RecordedSession enters(RecordedRun island, String name, FaultProxy proxy)
      throws Exception {
    Identity identity = Identity.named(name, Instant.now().plus(Duration.ofDays(365)));
    RecordedSession visit = RecordedSession.begin(island, identity, "plaza", proxy);
    assertThat(visit.isWelcomed()).isTrue();
    return visit;
  }

  private static Link linkOf(RecordedSession visit) {
    return Objects.requireNonNull(visit.link());
  }
}
