package wsroom.http;

import java.util.List;

/// Who is here, as the status page shows it.
///
/// @param users members of all rooms together
/// @param rooms those that have members, in any order
public record Census(int users, List<RoomCount> rooms) {

  /// @param name the room's id, decoded
  /// @param count its members
  public record RoomCount(String name, int count) {}
}
