/// Encodes and decodes packets: a fast path splices updates from one frame into another, protobuf
/// does the rest. No other package knows the wire format of the ws-room protocol.
@NullMarked
package wsroom.packet;

import org.jspecify.annotations.NullMarked;
