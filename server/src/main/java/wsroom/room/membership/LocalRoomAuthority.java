package wsroom.room.membership;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import wsroom.config.DuplicatePolicy;
import wsroom.config.DuplicateScope;
import wsroom.websocket.IoThread;

/// The authority of a server that is alone: its seats are the only state of rooms that its I/O
/// threads share. A session comes here at its identification, its join and its end; an update never
/// does.
///
/// Thread-safe. The lock guards two maps and the leases, and is held for a few look-ups; holders
/// are called from their threads' queues. A census reads without the lock, however many rooms there
/// are.
public final class LocalRoomAuthority implements RoomAuthority, RoomCensus {
  private record Key(String scope, String address) {}

  private final int maxPeersPerRoom;
  private final DuplicatePolicy policy;
  private final DuplicateScope scope;
  private final AliasSource aliases;

  /// The lease requested last for each address, within the scope.
  private final Map<Key, LocalLease> leases = new HashMap<>();

  /// Seats taken in each room. Changed under the lock only.
  private final Map<String, Integer> seatsTaken = new ConcurrentHashMap<>();

  private volatile int users;
  private long lastEpoch;

  public LocalRoomAuthority(
      int maxPeersPerRoom, DuplicatePolicy policy, DuplicateScope scope, AliasSource aliases) {
    this.maxPeersPerRoom = maxPeersPerRoom;
    this.policy = policy;
    this.scope = scope;
    this.aliases = aliases;
  }

  /// The lock of the authority guards the mutable fields.
  private static final class LocalLease implements Lease {
    final String roomId;
    final String address;
    final IoThread thread;
    final SeatHolder holder;
    final long epoch;

    /// The lease that takes the address over: granted when this one is released.
    @Nullable LocalLease successor;

    /// Whether the lease before this one has not been released.
    boolean isWaiting;

    boolean released;

    /// Whether the successor has this seat: then the release of this lease frees none.
    boolean passesSeatOn;

    LocalLease(String roomId, String address, IoThread thread, SeatHolder holder, long epoch) {
      this.roomId = roomId;
      this.address = address;
      this.thread = thread;
      this.holder = holder;
      this.epoch = epoch;
    }

    @Override
    public String roomId() {
      return roomId;
    }

    @Override
    public String address() {
      return address;
    }
  }

  @Override
  public CompletableFuture<SeatPreview> preview(String roomId, String address) {
    return CompletableFuture.completedFuture(previewNow(roomId, address));
  }

  private synchronized SeatPreview previewNow(String roomId, String address) {
    LocalLease own = leases.get(key(roomId, address));
    boolean hasSeat = users(roomId) < maxPeersPerRoom || (own != null && own.roomId.equals(roomId));
    return new SeatPreview(own != null, hasSeat ? Optional.empty() : Optional.of(Denial.ROOM_FULL));
  }

  @Override
  public Lease request(String roomId, String address, IoThread thread, SeatHolder holder) {
    LocalLease lease;
    LocalLease previous;
    Optional<Denial> denial;
    synchronized (this) {
      lease = new LocalLease(roomId, address, thread, holder, ++lastEpoch);
      previous = leases.get(key(roomId, address));
      denial = admit(lease, previous);
    }
    if (denial.isPresent()) {
      thread.execute(() -> holder.onDenied(denial.get()));
    } else if (previous == null) {
      grant(lease);
    } else {
      previous.thread.execute(previous.holder::onRevoked);
    }
    return lease;
  }

  /// Takes the seat, or says why not.
  private Optional<Denial> admit(LocalLease lease, @Nullable LocalLease previous) {
    if (previous != null && policy == DuplicatePolicy.REJECT_NEW) {
      lease.released = true;
      return Optional.of(Denial.ALREADY_CONNECTED);
    }
    if (previous != null && previous.roomId.equals(lease.roomId)) {
      previous.passesSeatOn = true;
    } else if (users(lease.roomId) >= maxPeersPerRoom) {
      lease.released = true;
      return Optional.of(Denial.ROOM_FULL);
    } else {
      seatsTaken.merge(lease.roomId, 1, Integer::sum);
      changeUsers(1);
    }
    leases.put(key(lease.roomId, lease.address), lease);
    if (previous != null) {
      previous.successor = lease;
      lease.isWaiting = true;
    }
    return Optional.empty();
  }

  /// Through the queue of the thread, which the leave of the previous session has reached before.
  private void grant(LocalLease lease) {
    lease.thread.execute(
        () -> {
          OptionalInt alias = aliases.next();
          if (alias.isPresent()) {
            lease.holder.onGranted(new Grant(alias.getAsInt(), lease.epoch));
          } else {
            lease.holder.onDenied(Denial.OUT_OF_ALIASES);
          }
        });
  }

  @Override
  public void release(Lease released) {
    LocalLease next;
    synchronized (this) {
      LocalLease lease = (LocalLease) released;
      if (lease.released) {
        return;
      }
      lease.released = true;
      // A lease that waits keeps its seat, which the session before it still uses.
      next = lease.isWaiting ? null : free(lease);
    }
    if (next != null) {
      grant(next);
    }
  }

  /// Frees the seat of a lease, and of the released ones that waited for it.
  ///
  /// @return the lease to be granted now
  private @Nullable LocalLease free(LocalLease first) {
    LocalLease lease = first;
    while (true) {
      leases.remove(key(lease.roomId, lease.address), lease);
      if (!lease.passesSeatOn) {
        seatsTaken.computeIfPresent(lease.roomId, (room, count) -> count == 1 ? null : count - 1);
        changeUsers(-1);
      }
      LocalLease next = lease.successor;
      if (next == null) {
        return null;
      }
      next.isWaiting = false;
      if (!next.released) {
        return next;
      }
      lease = next;
    }
  }

  @Override
  public RoomCensus here() {
    return this;
  }

  @Override
  public RoomCensus everywhere() {
    return this;
  }

  @Override
  public synchronized Set<String> addressesHere() {
    Set<String> addresses = HashSet.newHashSet(leases.size());
    leases.keySet().forEach(key -> addresses.add(key.address));
    return addresses;
  }

  @Override
  public Census census() {
    List<Census.RoomCount> rooms = new ArrayList<>();
    int total = 0;
    for (Map.Entry<String, Integer> room : seatsTaken.entrySet()) {
      rooms.add(new Census.RoomCount(room.getKey(), room.getValue()));
      total += room.getValue();
    }
    return new Census(total, rooms);
  }

  @Override
  public int users() {
    return users;
  }

  @Override
  public int users(String roomId) {
    return seatsTaken.getOrDefault(roomId, 0);
  }

  @Override
  public int rooms() {
    return seatsTaken.size();
  }

  @Override
  public boolean hasFreeSeat(String roomId) {
    return users(roomId) < maxPeersPerRoom;
  }

  /// Under the lock: the field is volatile for its readers.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void changeUsers(int change) {
    users += change;
  }

  private Key key(String roomId, String address) {
    return new Key(scope == DuplicateScope.SERVER ? "" : roomId, address);
  }
}
