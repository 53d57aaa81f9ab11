/// The operators' way into the running server: an HTTP API behind bearer tokens, described by
/// `openapi.json` beside this package, and the WebSocket on which events are heard. It reads and
/// acts through [wsroom.session.Sessions] and [wsroom.session.Moderation], and leaves a line in the
/// log for each act.
@NullMarked
package wsroom.admin;

import org.jspecify.annotations.NullMarked;
