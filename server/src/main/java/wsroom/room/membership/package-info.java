/// Seats, addresses and aliases: who is a member of which room. The only state of rooms that I/O
/// threads share; everything in it is thread-safe.
@NullMarked
package wsroom.room.membership;

import org.jspecify.annotations.NullMarked;
