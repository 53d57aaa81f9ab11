/// A server's events, told in lines for a person.
@NullMarked
package wsroom.loadtest.watch;

import org.jspecify.annotations.NullMarked;
