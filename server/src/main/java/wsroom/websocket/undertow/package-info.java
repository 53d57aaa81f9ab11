/// The upgrade of an HTTP request to a WebSocket, and XNIO: I/O threads, sockets, and the
/// connections that HTTP is given until the upgrade.
@NullMarked
package wsroom.websocket.undertow;

import org.jspecify.annotations.NullMarked;
