package wsroom.room.membership;

import java.util.List;

/// The number of seats taken, in total and in each room.
///
/// @param rooms the rooms with members, in any order
public record Census(int users, List<RoomCount> rooms) {

  public record RoomCount(String roomId, int count) {}
}
