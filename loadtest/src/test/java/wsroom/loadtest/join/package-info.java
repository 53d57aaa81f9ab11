@NullMarked
package wsroom.loadtest.join;

import org.jspecify.annotations.NullMarked;
