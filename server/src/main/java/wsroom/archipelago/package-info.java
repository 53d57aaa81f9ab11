/// The registration with Archipelago's transport registry: the link to it, what is said over it,
/// and how it is kept. Knows rooms and tokens only by what it is given
/// ([wsroom.archipelago.RoomHost]).
@NullMarked
package wsroom.archipelago;

import org.jspecify.annotations.NullMarked;
