/// Events for operators and their tools: an ordered log with the latest in memory
/// ([wsroom.events.EventLog]), and the consumers that receive them over a WebSocket
/// ([wsroom.events.EventFeed]). Events follow the life cycle of sessions, and are no part of an
/// update's path.
@NullMarked
package wsroom.events;

import org.jspecify.annotations.NullMarked;
