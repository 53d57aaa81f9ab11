/// The protocol life of a connection: identification, challenge, verdict, seat, welcome, updates,
/// end. Every way in which a session can end is in [wsroom.session.CloseReason].
@NullMarked
package wsroom.session;

import org.jspecify.annotations.NullMarked;
