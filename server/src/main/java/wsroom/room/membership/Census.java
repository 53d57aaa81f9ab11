package wsroom.room.membership;

import java.util.List;

/// How many seats are taken, in all and in each room.
///
/// @param rooms those that have members, in any order
public record Census(int users, List<RoomCount> rooms) {

  public record RoomCount(String roomId, int count) {}
}
