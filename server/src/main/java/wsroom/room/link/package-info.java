/// What the replicas of a room tell each other: blocks of ready frames with the changes of the
/// membership among them, and the bound of what waits for a thread.
@NullMarked
package wsroom.room.link;

import org.jspecify.annotations.NullMarked;
