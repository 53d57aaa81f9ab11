package wsroom.room.membership;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Who has a seat where: the only state that the I/O threads share. Asked once at the
/// identification and once at the join of a session, never for an update.
///
/// Thread-safe. The lock guards two maps and is held for a few look-ups; nothing is called under
/// it. A census reads without the lock, however many rooms there are.
public final class PeerDirectory {

  /// What a second session of an address does to the first.
  public enum DuplicatePolicy {
    KICK_PREVIOUS,
    REJECT_NEW
  }

  /// Within what an address has at most one session.
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
  private final Map<String, Integer> taken = new ConcurrentHashMap<>();

  private volatile int users;

  public PeerDirectory(int maxPeersPerRoom, DuplicatePolicy policy, DuplicateScope scope) {
    this.maxPeersPerRoom = maxPeersPerRoom;
    this.policy = policy;
    this.scope = scope;
  }

  /// Whether an address has a live session within the scope.
  public synchronized boolean isConnected(String roomId, String address) {
    return seats.containsKey(key(roomId, address));
  }

  /// Whether a room would have a seat for an address now: a free one, or its own.
  public synchronized boolean hasSeatFor(String roomId, String address) {
    Seat own = seats.get(key(roomId, address));
    return taken(roomId) < maxPeersPerRoom || (own != null && own.roomId.equals(roomId));
  }

  /// Takes a seat for an address that has been proven, and the address itself, in one step.
  public synchronized Admission admit(String roomId, String address, Seat.Holder holder) {
    Key key = key(roomId, address);
    Seat previous = seats.get(key);
    if (previous != null && policy == DuplicatePolicy.REJECT_NEW) {
      return new Admission.AlreadyConnected();
    }
    if (previous != null && previous.roomId.equals(roomId)) {
      previous.passedOn = true;
    } else if (taken(roomId) >= maxPeersPerRoom) {
      return new Admission.RoomFull();
    } else {
      taken.merge(roomId, 1, Integer::sum);
      users++;
    }
    Seat seat = new Seat(roomId, address, holder);
    seats.put(key, seat);
    return new Admission.Admitted(seat, Optional.ofNullable(previous));
  }

  /// Gives a seat back. The session must have left, and every replica of its room been told.
  public void release(Seat seat) {
    synchronized (this) {
      if (seat.released) {
        return;
      }
      seat.released = true;
      seats.remove(key(seat.roomId, seat.address), seat);
      if (!seat.passedOn) {
        taken.computeIfPresent(seat.roomId, (room, count) -> count == 1 ? null : count - 1);
        users--;
      }
    }
    seat.markLeft();
  }

  /// The seats taken in each room. Admissions go on meanwhile: what changes while the rooms are
  /// counted may be counted or not.
  public Census census() {
    List<Census.RoomCount> rooms = new ArrayList<>();
    int sum = 0;
    for (Map.Entry<String, Integer> room : taken.entrySet()) {
      rooms.add(new Census.RoomCount(room.getKey(), room.getValue()));
      sum += room.getValue();
    }
    return new Census(sum, rooms);
  }

  /// Seats that are taken in a room.
  public synchronized int users(String roomId) {
    return taken(roomId);
  }

  /// Whether a room has a seat that nobody has.
  public synchronized boolean hasFreeSeat(String roomId) {
    return taken(roomId) < maxPeersPerRoom;
  }

  public int users() {
    return users;
  }

  /// The addresses that have a seat somewhere.
  public synchronized Set<String> addresses() {
    Set<String> addresses = HashSet.newHashSet(seats.size());
    seats.keySet().forEach(key -> addresses.add(key.address));
    return addresses;
  }

  public int rooms() {
    return taken.size();
  }

  private int taken(String roomId) {
    return taken.getOrDefault(roomId, 0);
  }

  private Key key(String roomId, String address) {
    return new Key(scope == DuplicateScope.SERVER ? "" : roomId, address);
  }
}
