/// Who must stay out: the sources that say so, what is known of them when they fail, and the sweeps
/// that find those who are here already.
@NullMarked
package wsroom.ban;

import org.jspecify.annotations.NullMarked;
