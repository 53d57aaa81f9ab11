package wsroom.admin;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import wsroom.config.TokenScope;
import wsroom.moderation.TemporaryBlocks;
import wsroom.packet.AnnouncerPackets;
import wsroom.room.RoomFigures;
import wsroom.room.RoomLooks;
import wsroom.room.membership.Census;
import wsroom.session.Audience;
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
  private final AnnouncerPackets announcer;
  private final InstantSource clock;

  OperatorService(
      Sessions sessions,
      Moderation moderation,
      Supplier<Census> census,
      AnnouncerPackets announcer,
      InstantSource clock) {
    this.sessions = sessions;
    this.moderation = moderation;
    this.census = census;
    this.announcer = announcer;
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

  /// A room with its figures.
  ///
  /// @param figures added up over the I/O threads; those of busy threads are missing
  record Room(String roomId, int peers, List<RoomFigures> figures) {}

  /// Rooms and the number of their peers.
  ///
  /// @param isComplete whether all I/O threads have answered in time
  record Rooms(int users, List<Room> rooms, boolean isComplete) {}

  /// The rooms that a token covers.
  Rooms rooms(TokenScope scope) throws InterruptedException {
    var gathered = PartialAnswers.from(sessions.roomReports(), ANSWER_TIMEOUT);
    Map<String, List<RoomFigures>> byRoom =
        gathered.answers().stream()
            .flatMap(List::stream)
            .collect(Collectors.groupingBy(RoomFigures::roomId));
    Census counted = census.get();
    List<Room> rooms =
        counted.rooms().stream()
            .filter(room -> scope.coversRoom(room.roomId()))
            .map(
                room ->
                    new Room(
                        room.roomId(), room.count(), byRoom.getOrDefault(room.roomId(), List.of())))
            .toList();
    int users = scope.isServerWide() ? counted.users() : rooms.stream().mapToInt(Room::peers).sum();
    return new Rooms(users, rooms, gathered.isComplete());
  }

  /// A look at the positions in a room.
  ///
  /// @param isComplete whether all I/O threads have answered in time
  record Positions(List<RoomLooks.View> views, boolean isComplete) {}

  Positions positions(String roomId) throws InterruptedException {
    var gathered = PartialAnswers.from(sessions.look(roomId), ANSWER_TIMEOUT);
    return new Positions(gathered.answers(), gathered.isComplete());
  }

  List<TemporaryBlocks.Block> closedRooms() {
    return moderation.rooms().current();
  }

  List<TemporaryBlocks.Block> bannedAddresses() {
    return moderation.addresses().current();
  }

  List<TemporaryBlocks.Block> bannedInRooms() {
    return moderation.addressesInRooms().current();
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

  /// Kicks an address from one room and, if the action has a duration, excludes it from that room.
  Optional<ActionResult> kick(String address, String roomId, ActionRequest action)
      throws InterruptedException {
    return endSessions(
        new Selection.OfAddressInRoom(address, roomId),
        moderation.addressesInRooms(),
        Moderation.inRoom(address, roomId),
        action,
        CloseReason.KICKED);
  }

  /// Ends all sessions in a room and, if the action has a duration, closes the room.
  Optional<ActionResult> close(String roomId, ActionRequest action) throws InterruptedException {
    return endSessions(
        new Selection.InRoom(roomId), moderation.rooms(), roomId, action, CloseReason.ROOM_CLOSED);
  }

  /// The peers that something is said to.
  ///
  /// @param isComplete whether all I/O threads have answered in time; the others say it later
  record Heard(int peers, boolean isComplete) {}

  /// Says something as an announcer.
  Heard say(Audience audience, String text) throws InterruptedException {
    var gathered =
        PartialAnswers.from(
            sessions.say(audience, announcer, text, clock.millis()), ANSWER_TIMEOUT);
    return new Heard(
        gathered.answers().stream().mapToInt(Integer::intValue).sum(), gathered.isComplete());
  }

  boolean pardon(String address) {
    return moderation.addresses().remove(address);
  }

  boolean pardon(String address, String roomId) {
    return moderation.addressesInRooms().remove(Moderation.inRoom(address, roomId));
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
