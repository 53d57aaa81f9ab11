/// The server's life cycle and the wiring of its parts. The only package that knows all others.
@NullMarked
package wsroom.server;

import org.jspecify.annotations.NullMarked;
