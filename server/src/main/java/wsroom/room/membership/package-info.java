/// Membership of rooms: seats, addresses and aliases. It is the only state of rooms that I/O
/// threads share, and thread-safe.
@NullMarked
package wsroom.room.membership;

import org.jspecify.annotations.NullMarked;
