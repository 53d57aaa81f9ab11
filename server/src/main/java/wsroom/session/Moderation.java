package wsroom.session;

import java.time.InstantSource;
import java.util.Optional;
import wsroom.moderation.TemporaryBlocks;

/// The blocks that operators have set, and the clock that dates their reports.
///
/// Thread-safe.
public final class Moderation {
  private static final int MAX_BLOCKS = 10_000;

  private final TemporaryBlocks rooms;
  private final TemporaryBlocks addresses;
  private final TemporaryBlocks addressesInRooms;
  private final InstantSource clock;

  /// Without any blocks.
  public Moderation(InstantSource clock) {
    this.rooms = new TemporaryBlocks(clock, MAX_BLOCKS);
    this.addresses = new TemporaryBlocks(clock, MAX_BLOCKS);
    this.addressesInRooms = new TemporaryBlocks(clock, MAX_BLOCKS);
    this.clock = clock;
  }

  /// The rooms that are temporarily closed.
  public TemporaryBlocks rooms() {
    return rooms;
  }

  /// The addresses that are temporarily banned.
  public TemporaryBlocks addresses() {
    return addresses;
  }

  /// The addresses that are temporarily banned from one room, by [#inRoom].
  public TemporaryBlocks addressesInRooms() {
    return addressesInRooms;
  }

  InstantSource clock() {
    return clock;
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
