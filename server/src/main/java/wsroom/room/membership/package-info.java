/// Membership of rooms: seats, addresses and aliases, assigned by a [RoomAuthority]. That of a
/// server alone is the only state of rooms that its I/O threads share.
@NullMarked
package wsroom.room.membership;

import org.jspecify.annotations.NullMarked;
