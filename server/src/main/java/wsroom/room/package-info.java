/// Rooms: their members, the order of their events, and the fan-out of updates.
///
/// A room has a replica ([RoomReplica]) on each I/O thread, confined to it, which lists all members
/// and serves the peers of its own thread. Events start on the thread of the peer that causes them
/// and reach the other replicas by [ReplicaLink]s, first in, first out. Seats, addresses and
/// aliases are assigned by the [RoomAuthority].
@NullMarked
package wsroom.room;

import org.jspecify.annotations.NullMarked;
import wsroom.room.link.ReplicaLink;
import wsroom.room.membership.RoomAuthority;
