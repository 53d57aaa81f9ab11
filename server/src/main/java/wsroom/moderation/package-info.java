/// Bans: their sources, the last known bans while a source fails, and the sweeps that end the
/// sessions of banned addresses. Temporary blocks of addresses and rooms by operators.
@NullMarked
package wsroom.moderation;

import org.jspecify.annotations.NullMarked;
