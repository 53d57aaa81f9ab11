/// Prints a server's events.
@NullMarked
package wsroom.loadtest.events;

import org.jspecify.annotations.NullMarked;
