package wsroom.room;

import java.util.List;

/// How many seats are taken, in all and in each room.
public record Census(int users, List<RoomCount> rooms) {
  public record RoomCount(String roomId, int count) {}
}
