package wsroom.admin;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import wsroom.moderation.TemporaryBlocks;
import wsroom.room.membership.Census;
import wsroom.session.CloseReason;
import wsroom.session.Moderation;
import wsroom.session.PeerReport;
import wsroom.session.Selection;
import wsroom.session.Sessions;

/// What operators see and do of rooms and peers, whatever the form in which they ask.
///
/// Thread-safe. Asks the I/O threads and waits a moment for them: never on one of them.
final class OperatorService {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Sessions sessions;
  private final Moderation moderation;
  private final Supplier<Census> census;
  private final InstantSource clock;

  OperatorService(
      Sessions sessions, Moderation moderation, Supplier<Census> census, InstantSource clock) {
    this.sessions = sessions;
    this.moderation = moderation;
    this.census = census;
    this.clock = clock;
  }

  /// Some peers.
  ///
  /// @param peers by their session's age, the oldest first
  /// @param isComplete whether all I/O threads have answered in time
  record Peers(List<PeerReport> peers, boolean isComplete) {}

  /// What became of an act that ends sessions.
  ///
  /// @param ended how many
  /// @param isComplete whether all I/O threads have answered in time; the others do so later
  /// @param until when those that were thrown out may come back, if they are to stay out
  record ActionResult(int ended, boolean isComplete, Optional<Instant> until) {}

  Census census() {
    return census.get();
  }

  List<TemporaryBlocks.Block> closedRooms() {
    return moderation.rooms().current();
  }

  List<TemporaryBlocks.Block> bannedAddresses() {
    return moderation.addresses().current();
  }

  Peers peers(Selection whom) throws InterruptedException {
    var gathered = PartialAnswers.from(sessions.reports(whom), PATIENCE);
    List<PeerReport> peers =
        gathered.answers().stream()
            .flatMap(List::stream)
            .sorted((one, other) -> Long.compare(one.sessionId(), other.sessionId()))
            .toList();
    return new Peers(peers, gathered.isComplete());
  }

  /// Throws an address out and, for a while, keeps it out.
  ///
  /// @return nothing, if too many are kept out already; then nothing has been done
  Optional<ActionResult> kick(String address, ActionRequest act) throws InterruptedException {
    return endSessions(
        new Selection.OfAddress(address), moderation.addresses(), address, act, CloseReason.KICKED);
  }

  /// Throws all out of a room and, for a while, lets nobody in.
  Optional<ActionResult> close(String roomId, ActionRequest act) throws InterruptedException {
    return endSessions(
        new Selection.InRoom(roomId), moderation.rooms(), roomId, act, CloseReason.ROOM_CLOSED);
  }

  boolean pardon(String address) {
    return moderation.addresses().remove(address);
  }

  boolean open(String roomId) {
    return moderation.rooms().remove(roomId);
  }

  private Optional<ActionResult> endSessions(
      Selection whom,
      TemporaryBlocks exclusions,
      String name,
      ActionRequest act,
      CloseReason reason)
      throws InterruptedException {
    Optional<Instant> until = act.duration().map(clock.instant()::plus);
    // Shut out first: whoever comes meanwhile is either kept out or seen by the sweep.
    if (until.isPresent() && !exclusions.add(name, until.get(), act.reason())) {
      return Optional.empty();
    }
    var gathered =
        PartialAnswers.from(
            sessions.end(whom, reason, reason.text() + ": " + act.reason()), PATIENCE);
    int ended = gathered.answers().stream().mapToInt(Integer::intValue).sum();
    return Optional.of(new ActionResult(ended, gathered.isComplete(), until));
  }
}
