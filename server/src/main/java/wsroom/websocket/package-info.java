/// RFC 6455 on raw connections: frame parsing, frame output, ping, the close handshake, and the
/// backlog of a slow consumer. Knows no room and no packet.
///
/// A connection stays on one I/O thread for life. Every class here is confined to that thread
/// unless it says otherwise.
@NullMarked
package wsroom.websocket;

import org.jspecify.annotations.NullMarked;
