/// The upgrade of an HTTP request to a WebSocket, and the XNIO implementations: I/O threads,
/// sockets, and the connections that HTTP uses until the upgrade.
@NullMarked
package wsroom.websocket.undertow;

import org.jspecify.annotations.NullMarked;
