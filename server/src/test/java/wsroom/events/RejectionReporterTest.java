package wsroom.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import wsroom.events.Event.RequestRefused;
import wsroom.events.Event.Way;

/// Events of rejected requests, on a fake clock.
class RejectionReporterTest {
  private final EventLog log = new EventLog(() -> Instant.EPOCH, 1000);
  private final List<Due> due = new ArrayList<>();
  private final RejectionReporter rejections =
      new RejectionReporter(log, (after, action) -> due.add(new Due(now().plus(after), action)));
  private Duration time = Duration.ZERO;

  private record Due(Duration at, Runnable action) {}

  @Test
  void firstRejectionIsReportedAtOnceAndFurtherOnesTogether() {
    refuse("plaza", "origin");
    assertThat(told()).containsExactly(refused("plaza", "origin", 1));

    refuse("plaza", "origin");
    refuse("plaza", "origin");
    assertThat(told()).hasSize(1);
    passes(Duration.ofSeconds(1));
    assertThat(told()).hasSize(2).last().isEqualTo(refused("plaza", "origin", 2));
  }

  @Test
  void rejectionsForSeveralRoomsNameNone() {
    refuse("plaza", "origin");
    refuse("theatre", "origin");
    refuse("plaza", "origin");
    passes(Duration.ofSeconds(1));

    assertThat(told()).last().isEqualTo(refused("", "origin", 2));
  }

  @Test
  void reasonsAndKindsAreReportedSeparately() {
    refuse("plaza", "origin");
    refuse("plaza", "room_id");
    rejections.rejected(Way.LOGIN, "plaza", "origin", "text");

    assertThat(told()).hasSize(3);
  }

  @Test
  void floodIsReportedAtGrowingIntervalsWithoutLoss() {
    int each = 100;
    for (int second = 0; second < 600; second++) {
      for (int i = 0; i < each; i++) {
        refuse("plaza", "origin");
      }
      passes(Duration.ofSeconds(1));
    }
    passes(RejectionReporter.MAX_WINDOW);

    assertThat(told().size()).isLessThan(20);
    assertThat(told().stream().mapToLong(RequestRefused::count).sum()).isEqualTo(600L * each);
  }

  @Test
  void nextRejectionAfterAQuietWindowIsReportedAtOnce() {
    refuse("plaza", "origin");
    passes(Duration.ofSeconds(1));
    refuse("plaza", "origin");

    assertThat(told()).hasSize(2);
    passes(RejectionReporter.MAX_WINDOW);
    assertThat(due).isEmpty();
  }

  private void refuse(String room, String reason) {
    rejections.rejected(Way.UPGRADE, room, reason, "text");
  }

  private static RequestRefused refused(String room, String reason, long count) {
    return new RequestRefused(Way.UPGRADE, room, reason, "text", count);
  }

  private List<RequestRefused> told() {
    return log.after(0, 1000).events().stream()
        .map(recorded -> (RequestRefused) recorded.event())
        .toList();
  }

  private Duration now() {
    return time;
  }

  private void passes(Duration passed) {
    Duration until = time.plus(passed);
    while (true) {
      var next = due.stream().filter(one -> one.at().compareTo(until) <= 0).findFirst();
      if (next.isEmpty()) {
        break;
      }
      due.remove(next.get());
      time = next.get().at();
      next.get().action().run();
    }
    time = until;
  }
}
