/// The hand-over between the replicas of a room: blocks of encoded frames with the changes of the
/// membership among them, and the limit of blocks queued for a thread.
@NullMarked
package wsroom.room.link;

import org.jspecify.annotations.NullMarked;
