/// Loads a server and checks what it does: the peers and their talk, who must hear what, the
/// scenarios and their figures. Owns no output.
@NullMarked
package wsroom.loadtest.load;

import org.jspecify.annotations.NullMarked;
