@NullMarked
package wsroom.loadtest.client;

import org.jspecify.annotations.NullMarked;
