@NullMarked
package wsroom.loadtest.watch;

import org.jspecify.annotations.NullMarked;
