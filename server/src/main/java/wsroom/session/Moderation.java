package wsroom.session;

import java.time.InstantSource;
import java.util.Optional;
import wsroom.moderation.TemporaryBlocks;

/// The operators' side of sessions: the events they see, and the blocks they set.
///
/// @param events receives joins, leaves, kicks and rejections
/// @param rooms temporarily closed
/// @param addresses temporarily banned
/// @param addressesInRooms temporarily banned from one room, by [#inRoom]
/// @param clock dates the operators' reports
public record Moderation(
    SessionEvents events,
    TemporaryBlocks rooms,
    TemporaryBlocks addresses,
    TemporaryBlocks addressesInRooms,
    InstantSource clock) {
  private static final int MAX_BLOCKS = 10_000;

  /// Without any blocks.
  public static Moderation with(SessionEvents events, InstantSource clock) {
    return new Moderation(
        events,
        new TemporaryBlocks(clock, MAX_BLOCKS),
        new TemporaryBlocks(clock, MAX_BLOCKS),
        new TemporaryBlocks(clock, MAX_BLOCKS),
        clock);
  }

  /// The text for a client if a room is closed.
  public Optional<String> roomClosedReason(String roomId) {
    return rooms.of(roomId).map(block -> text(CloseReason.ROOM_CLOSED, block));
  }

  /// The name of the block of an address in a room.
  public static String inRoom(String address, String roomId) {
    return address + ' ' + roomId;
  }

  /// The text for a client if its address is blocked, everywhere or in a room.
  public Optional<String> blockReason(String address, String roomId) {
    return addresses
        .of(address)
        .or(() -> addressesInRooms.of(inRoom(address, roomId)))
        .map(block -> text(CloseReason.BANNED, block));
  }

  private static String text(CloseReason reason, TemporaryBlocks.Block block) {
    return reason.text() + ": " + block.reason();
  }
}
