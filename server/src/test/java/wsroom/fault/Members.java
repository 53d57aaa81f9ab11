package wsroom.fault;

import static org.assertj.core.api.Assertions.assertThat;

import authchain.Identity;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import wsroom.server.RunningServer;

/// Well-behaved members of one room, which detect missing updates of each other.
///
/// Confined to the thread of the test.
final class Members {
  private static final int BYTES = 60;

  private final RecordedRun island;
  private final List<RecordedSession> visits = new ArrayList<>();

  private Members(RecordedRun island) {
    this.island = island;
  }

  static Members enter(RunningServer server, int count) throws IOException, InterruptedException {
    Members members = new Members(new RecordedRun(server.address(), Integer.MAX_VALUE));
    for (int i = 0; i < count; i++) {
      assertThat(members.enters("member " + i).isWelcomed()).isTrue();
    }
    members.hearEachOther(1);
    return members;
  }

  /// Starts the handshake of one more member.
  RecordedSession enters(String name) throws IOException {
    Instant nextYear = Instant.now().plus(Duration.ofDays(365));
    RecordedSession visit =
        RecordedSession.begin(island, Identity.named(name, nextYear), "plaza", null);
    visits.add(visit);
    return visit;
  }

  /// Runs rounds in which each member sends an update that all others receive. Rounds are
  /// sequential, so that a server that does not serve them makes no progress.
  void hearEachOther(int times) throws IOException, InterruptedException {
    for (int i = 0; i < times; i++) {
      for (RecordedSession visit : visits) {
        visit.speaks(true, BYTES);
      }
      assertThat(island.awaits(this::unheard, RecordedRun.PATIENCE)).isEmpty();
    }
  }

  /// Releases some members from the rounds; they stay in the room.
  void countsOut(List<RecordedSession> others) {
    visits.removeAll(others);
  }

  RecordedSession first() {
    return visits.getFirst();
  }

  List<String> awaits(Supplier<List<String>> missing, Duration patience)
      throws InterruptedException {
    return island.awaits(missing, patience);
  }

  List<String> violations() {
    return island.violations();
  }

  private List<String> unheard() {
    List<String> all = new ArrayList<>();
    for (RecordedSession speaker : visits) {
      if (!speaker.isIn()) {
        all.add(speaker + " is not in");
      }
      for (RecordedSession listener : visits) {
        if (!listener.equals(speaker) && !speaker.wasHeardBy(listener)) {
          all.add(listener + " has not heard all of " + speaker);
        }
      }
    }
    return all;
  }
}
