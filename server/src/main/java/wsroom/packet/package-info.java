/// Bytes to packets and back: the fast path that splices updates from one frame into another, and
/// protobuf for all the rest. No other package knows the form of what explorers say.
@NullMarked
package wsroom.packet;

import org.jspecify.annotations.NullMarked;
