/// When rooms are flushed: each gathers frames only as long as more of the same room is expected.
/// Knows no room.
@NullMarked
package wsroom.room.flush;

import org.jspecify.annotations.NullMarked;
