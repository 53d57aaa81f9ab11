/// Rooms: their members, the order of their events, and the fan-out of updates.
///
/// A room has a replica ([RoomReplica]) on each I/O thread, confined to it, which lists all members
/// and serves the peers of its own thread. Events start on the thread of the peer that causes them
/// and reach the other replicas as [RoomBlock], first in, first out. Threads share only seats and
/// addresses ([PeerDirectory]).
@NullMarked
package wsroom.room;

import org.jspecify.annotations.NullMarked;
import wsroom.room.link.RoomBlock;
import wsroom.room.membership.PeerDirectory;
