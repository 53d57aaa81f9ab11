package wsroom.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import wsroom.room.membership.Census;
import wsroom.room.membership.RoomCensus;

/// Seats taken in each room. Written by the cluster's thread, read by any.
final class SeatCensus implements RoomCensus {
  private final int seats;
  private final Map<String, Integer> taken = new ConcurrentHashMap<>();

  SeatCensus(int seats) {
    this.seats = seats;
  }

  void set(String roomId, int count) {
    if (count > 0) {
      taken.put(roomId, count);
    } else {
      taken.remove(roomId);
    }
  }

  void change(String roomId, int change) {
    set(roomId, users(roomId) + change);
  }

  void retain(Set<String> roomIds) {
    taken.keySet().retainAll(roomIds);
  }

  @Override
  public Census census() {
    List<Census.RoomCount> rooms = new ArrayList<>();
    int total = 0;
    for (Map.Entry<String, Integer> room : taken.entrySet()) {
      rooms.add(new Census.RoomCount(room.getKey(), room.getValue()));
      total += room.getValue();
    }
    return new Census(total, rooms);
  }

  @Override
  public int users() {
    return taken.values().stream().mapToInt(Integer::intValue).sum();
  }

  @Override
  public int users(String roomId) {
    return taken.getOrDefault(roomId, 0);
  }

  @Override
  public int rooms() {
    return taken.size();
  }

  @Override
  public boolean hasFreeSeat(String roomId) {
    return users(roomId) < seats;
  }
}
