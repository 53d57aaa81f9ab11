package wsroom.room.membership;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Assigns the seats of all rooms and holds each address to one session: the only state of rooms
/// that the I/O threads share. A session reads it at its identification and takes a seat at its
/// join; an update never comes here.
///
/// Thread-safe. The lock guards two maps and is held for a few look-ups; nothing is called under
/// it. A census reads without the lock, however many rooms there are.
public final class PeerDirectory {

  /// Which of two sessions of an address ends.
  public enum DuplicatePolicy {
    KICK_PREVIOUS,
    REJECT_NEW
  }

  /// The scope within which an address has at most one session.
  public enum DuplicateScope {
    SERVER,
    ROOM
  }

  private record Key(String scope, String address) {}

  private final int maxPeersPerRoom;
  private final DuplicatePolicy policy;
  private final DuplicateScope scope;
  private final Map<Key, Seat> seats = new HashMap<>();

  /// Seats taken in each room. Changed under the lock only.
  private final Map<String, Integer> seatsTaken = new ConcurrentHashMap<>();

  private volatile int users;

  public PeerDirectory(int maxPeersPerRoom, DuplicatePolicy policy, DuplicateScope scope) {
    this.maxPeersPerRoom = maxPeersPerRoom;
    this.policy = policy;
    this.scope = scope;
  }

  /// Whether an address has a session within the scope.
  public synchronized boolean isConnected(String roomId, String address) {
    return seats.containsKey(key(roomId, address));
  }

  /// Whether a room has a free seat, or one that this address could take over.
  public synchronized boolean hasSeatFor(String roomId, String address) {
    Seat own = seats.get(key(roomId, address));
    return taken(roomId) < maxPeersPerRoom || (own != null && own.roomId.equals(roomId));
  }

  /// Gives a verified address a seat, in one atomic step.
  ///
  /// @param listener the session that gets the seat
  public synchronized Admission admit(
      String roomId, String address, Seat.TakeoverListener listener) {
    Key key = key(roomId, address);
    Seat previous = seats.get(key);
    if (previous != null && policy == DuplicatePolicy.REJECT_NEW) {
      return new Admission.AlreadyConnected();
    }
    if (previous != null && previous.roomId.equals(roomId)) {
      previous.takenOver = true;
    } else if (taken(roomId) >= maxPeersPerRoom) {
      return new Admission.RoomFull();
    } else {
      seatsTaken.merge(roomId, 1, Integer::sum);
      users++;
    }
    Seat seat = new Seat(roomId, address, listener);
    seats.put(key, seat);
    return new Admission.Admitted(seat, Optional.ofNullable(previous));
  }

  /// Releases a seat, once. The session must have left its room, with its leave queued for every
  /// replica.
  public void release(Seat seat) {
    synchronized (this) {
      if (seat.released) {
        return;
      }
      seat.released = true;
      seats.remove(key(seat.roomId, seat.address), seat);
      if (!seat.takenOver) {
        seatsTaken.computeIfPresent(seat.roomId, (room, count) -> count == 1 ? null : count - 1);
        users--;
      }
    }
    seat.completeRelease();
  }

  /// Counts the seats taken in each room. The result is weakly consistent: it may or may not
  /// include admissions made meanwhile.
  public Census census() {
    List<Census.RoomCount> rooms = new ArrayList<>();
    int total = 0;
    for (Map.Entry<String, Integer> room : seatsTaken.entrySet()) {
      rooms.add(new Census.RoomCount(room.getKey(), room.getValue()));
      total += room.getValue();
    }
    return new Census(total, rooms);
  }

  /// The number of seats taken in a room.
  public synchronized int users(String roomId) {
    return taken(roomId);
  }

  /// Whether a room has a free seat.
  public synchronized boolean hasFreeSeat(String roomId) {
    return taken(roomId) < maxPeersPerRoom;
  }

  public int users() {
    return users;
  }

  /// The addresses that have a seat in any room.
  public synchronized Set<String> addresses() {
    Set<String> addresses = HashSet.newHashSet(seats.size());
    seats.keySet().forEach(key -> addresses.add(key.address));
    return addresses;
  }

  public int rooms() {
    return seatsTaken.size();
  }

  private int taken(String roomId) {
    return seatsTaken.getOrDefault(roomId, 0);
  }

  private Key key(String roomId, String address) {
    return new Key(scope == DuplicateScope.SERVER ? "" : roomId, address);
  }
}
