/// Rooms over several servers: nodes agree on seats, addresses and aliases in a key-value store,
/// and tell each other what happens in the rooms that they share. Confined to one event loop a
/// node.
@NullMarked
package wsroom.cluster;

import org.jspecify.annotations.NullMarked;
