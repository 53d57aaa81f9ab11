@NullMarked
package wsroom;

import org.jspecify.annotations.NullMarked;
