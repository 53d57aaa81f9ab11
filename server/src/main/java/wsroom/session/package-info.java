/// The protocol state of a connection to a room: identification, challenge, verification, seat,
/// welcome, updates, end. [wsroom.session.CloseReason] lists every way in which a session ends.
@NullMarked
package wsroom.session;

import org.jspecify.annotations.NullMarked;
