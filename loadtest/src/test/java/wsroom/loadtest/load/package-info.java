@NullMarked
package wsroom.loadtest.load;

import org.jspecify.annotations.NullMarked;
