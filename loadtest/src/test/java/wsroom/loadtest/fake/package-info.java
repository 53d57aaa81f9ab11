/// A small ws-room server for tests, honest or not.
@NullMarked
package wsroom.loadtest.fake;

import org.jspecify.annotations.NullMarked;
