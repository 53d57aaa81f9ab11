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

/// The operators' queries and actions on rooms and peers, independent of HTTP.
///
/// Thread-safe. Blocks until the I/O threads have answered, at most [#ANSWER_TIMEOUT]: must not be
/// called on one of them.
final class OperatorService {
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(1);

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

  /// The peers found.
  ///
  /// @param peers ordered by session, the oldest first
  /// @param isComplete whether all I/O threads have answered in time
  record Peers(List<PeerReport> peers, boolean isComplete) {}

  /// The result of an action that ends sessions.
  ///
  /// @param ended the number of sessions ended
  /// @param isComplete whether all I/O threads have answered in time; the others act later
  /// @param until the end of the exclusion, if there is one
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

  Peers peers(Selection selection) throws InterruptedException {
    var gathered = PartialAnswers.from(sessions.reports(selection), ANSWER_TIMEOUT);
    List<PeerReport> peers =
        gathered.answers().stream()
            .flatMap(List::stream)
            .sorted((one, other) -> Long.compare(one.sessionId(), other.sessionId()))
            .toList();
    return new Peers(peers, gathered.isComplete());
  }

  /// Kicks an address and, if the action has a duration, excludes it.
  ///
  /// @return empty if there are too many exclusions; then nothing has been done
  Optional<ActionResult> kick(String address, ActionRequest action) throws InterruptedException {
    return endSessions(
        new Selection.OfAddress(address),
        moderation.addresses(),
        address,
        action,
        CloseReason.KICKED);
  }

  /// Ends all sessions in a room and, if the action has a duration, closes the room.
  Optional<ActionResult> close(String roomId, ActionRequest action) throws InterruptedException {
    return endSessions(
        new Selection.InRoom(roomId), moderation.rooms(), roomId, action, CloseReason.ROOM_CLOSED);
  }

  boolean pardon(String address) {
    return moderation.addresses().remove(address);
  }

  boolean open(String roomId) {
    return moderation.rooms().remove(roomId);
  }

  private Optional<ActionResult> endSessions(
      Selection selection,
      TemporaryBlocks exclusions,
      String name,
      ActionRequest action,
      CloseReason reason)
      throws InterruptedException {
    Optional<Instant> until = action.duration().map(clock.instant()::plus);
    // Excludes first: a client that joins meanwhile is either rejected or found by the sweep.
    if (until.isPresent() && !exclusions.add(name, until.get(), action.reason())) {
      return Optional.empty();
    }
    var gathered =
        PartialAnswers.from(
            sessions.end(selection, reason, reason.text() + ": " + action.reason()),
            ANSWER_TIMEOUT);
    int ended = gathered.answers().stream().mapToInt(Integer::intValue).sum();
    return Optional.of(new ActionResult(ended, gathered.isComplete(), until));
  }
}
