/// What the replicas of a room tell each other: [RoomBlock]s of encoded frames with the changes of
/// the membership among them, sent by a [ReplicaLink], and the limit of blocks queued for a thread.
@NullMarked
package wsroom.room.link;

import org.jspecify.annotations.NullMarked;
