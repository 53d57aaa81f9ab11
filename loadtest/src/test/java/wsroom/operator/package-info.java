@NullMarked
package wsroom.operator;

import org.jspecify.annotations.NullMarked;
