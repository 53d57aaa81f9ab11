/// RFC 6455 on raw connections: the upgrade, frames in, frames out, ping, close, and what waits for
/// a slow reader. Knows no room and no packet.
///
/// A connection lives on one I/O thread for life, and everything here is confined to that thread
/// unless it says otherwise.
@NullMarked
package wsroom.websocket;

import org.jspecify.annotations.NullMarked;
