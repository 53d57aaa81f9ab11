/// What happens on the server, for operators and their tools: one order of events, the last of them
/// in memory ([wsroom.events.EventLog]), and the consumers that hear them over a WebSocket
/// ([wsroom.events.EventFeed]). It hangs on the lives of sessions and is no part of the relay's
/// path.
@NullMarked
package wsroom.events;

import org.jspecify.annotations.NullMarked;
