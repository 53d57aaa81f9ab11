package wsroom.room;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The looks of operators at positions in rooms of one I/O thread. A look keeps positions for
/// [#SECONDS]; another one prolongs it. Without a look an update costs one comparison with null.
///
/// Confined to that I/O thread.
public final class RoomLooks {
  /// How long positions are kept after a look.
  public static final int SECONDS = 10;

  /// Rooms that are looked at in one moment; others are rejected.
  static final int MAX_ROOMS = 16;

  /// Positions in one view; the others are left out.
  static final int MAX_POSITIONS = 1_000;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final ThreadRooms rooms;
  private final Set<String> watched = new HashSet<>();

  RoomLooks(ThreadRooms rooms) {
    this.rooms = rooms;
  }

  /// The positions of one thread's peers.
  ///
  /// @param isWatched whether positions are kept from now on; false if too many rooms are looked at
  /// @param isCut whether some were left out
  public record View(List<SampledPosition> positions, boolean isWatched, boolean isCut) {
    private static final View NOTHING = new View(List.of(), true, false);
    private static final View REJECTED = new View(List.of(), false, false);
  }

  /// The positions of a room, and a look at it for the next seconds.
  public View look(String roomId) {
    assert rooms.onIoThread();
    RoomReplica room = rooms.find(roomId);
    if (room == null || !room.hasPeers()) {
      return View.NOTHING;
    }
    long now = rooms.ioThread().nanoTime();
    PositionLook look = room.look();
    if (look == null) {
      if (!watched.contains(roomId) && watched.size() >= MAX_ROOMS) {
        return View.REJECTED;
      }
      look = begin(room);
    }
    look.untilNanos = now + SECONDS * NANOS_PER_SECOND;
    return view(room, now);
  }

  private PositionLook begin(RoomReplica room) {
    PositionLook look = new PositionLook(rooms.ioThread());
    room.setLook(look);
    if (watched.add(room.id())) {
      checkLater(room.id(), SECONDS * 1_000L);
    }
    return look;
  }

  private void checkLater(String roomId, long millis) {
    rooms.ioThread().executeAfter(() -> check(roomId), millis);
  }

  /// Ends a look whose time is over, or whose room has gone.
  private void check(String roomId) {
    RoomReplica room = rooms.find(roomId);
    PositionLook look = room == null ? null : room.look();
    if (room == null || look == null) {
      watched.remove(roomId);
      return;
    }
    long left = look.untilNanos - rooms.ioThread().nanoTime();
    if (left > 0) {
      checkLater(roomId, left / 1_000_000 + 1);
      return;
    }
    watched.remove(roomId);
    room.setLook(null);
    for (Peer peer : room.peers()) {
      peer.sample = null;
    }
  }

  private static View view(RoomReplica room, long now) {
    List<SampledPosition> positions = new ArrayList<>();
    boolean isCut = false;
    for (Peer peer : room.peers()) {
      PositionLook.@Nullable Sample sample = peer.sample;
      if (sample != null && positions.size() < MAX_POSITIONS) {
        positions.add(
            new SampledPosition(
                peer.alias(),
                peer.address(),
                Arrays.copyOf(sample.bytes, sample.length),
                now - sample.nanos));
      } else if (sample != null) {
        isCut = true;
      }
    }
    return new View(positions, true, isCut);
  }
}
