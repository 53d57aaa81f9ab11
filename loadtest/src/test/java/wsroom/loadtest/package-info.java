@NullMarked
package wsroom.loadtest;

import org.jspecify.annotations.NullMarked;
