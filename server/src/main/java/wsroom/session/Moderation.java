package wsroom.session;

import java.time.InstantSource;
import java.util.Optional;
import wsroom.moderation.TemporaryBlocks;

/// What operators see of the sessions, and whom they shut out.
///
/// @param events is told who comes and goes
/// @param rooms closed for a while
/// @param addresses banned for a while
/// @param clock dates what operators see
public record Moderation(
    SessionEvents events, TemporaryBlocks rooms, TemporaryBlocks addresses, InstantSource clock) {
  private static final int MOST_EXCLUDED = 10_000;

  /// Nobody is shut out yet.
  public static Moderation with(SessionEvents events, InstantSource clock) {
    return new Moderation(
        events,
        new TemporaryBlocks(clock, MOST_EXCLUDED),
        new TemporaryBlocks(clock, MOST_EXCLUDED),
        clock);
  }

  /// What a client is to be told if a room is closed.
  public Optional<String> roomClosedReason(String roomId) {
    return rooms.of(roomId).map(closure -> told(CloseReason.ROOM_CLOSED, closure));
  }

  /// What a client is to be told if its address is banned.
  public Optional<String> blockReason(String address) {
    return addresses.of(address).map(ban -> told(CloseReason.BANNED, ban));
  }

  private static String told(CloseReason reason, TemporaryBlocks.Exclusion exclusion) {
    return reason.text() + ": " + exclusion.reason();
  }
}
