/// A WebSocket client for very many connections: event loops, sockets, TLS and frames on plain
/// `java.nio`. Owns everything up to one binary message; knows no packet and no room.
@NullMarked
package wsroom.loadtest.client;

import org.jspecify.annotations.NullMarked;
