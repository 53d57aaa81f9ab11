/// A WebSocket client for many connections: event loops, sockets, TLS and frames on plain
/// `java.nio`. Knows no packets and no rooms.
@NullMarked
package wsroom.loadtest.client;

import org.jspecify.annotations.NullMarked;
