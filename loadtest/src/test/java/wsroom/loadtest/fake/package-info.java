/// A minimal ws-room server for tests, with fault injection.
@NullMarked
package wsroom.loadtest.fake;

import org.jspecify.annotations.NullMarked;
