/// The registration with Archipelago's transport registry: the link to it, its protocol, and
/// reconnects. It uses the server only through [wsroom.archipelago.RoomHost].
@NullMarked
package wsroom.archipelago;

import org.jspecify.annotations.NullMarked;
