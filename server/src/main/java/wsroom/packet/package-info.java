/// Bytes to packets and back: the fast path that splices updates from one frame into another, and
/// protobuf for all the rest. The only user of protobuf.
@NullMarked
package wsroom.packet;

import org.jspecify.annotations.NullMarked;
