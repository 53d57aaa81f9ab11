@NullMarked
package wsroom.loadtest.events;

import org.jspecify.annotations.NullMarked;
