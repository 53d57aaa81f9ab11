package wsroom.room.membership;

/// Counts the seats that are taken. Thread-safe; the numbers may be a moment old.
public interface RoomCensus {

  /// Counts the seats of each room that has any. The result is weakly consistent: it may or may not
  /// include admissions made meanwhile.
  Census census();

  /// The number of seats taken in all rooms.
  int users();

  /// The number of seats taken in a room.
  int users(String roomId);

  /// The number of rooms with a seat taken.
  int rooms();

  /// Whether a room has a free seat.
  boolean hasFreeSeat(String roomId);
}
