/// The operators' API: HTTP with bearer tokens, described by `openapi.json` in this package, and
/// the WebSocket that sends events. It reads and acts through [wsroom.session.Sessions] and
/// [wsroom.session.Moderation], and logs each action.
@NullMarked
package wsroom.admin;

import org.jspecify.annotations.NullMarked;
