/// Limits of connections, handshakes and rates. Knows nothing of what it limits.
@NullMarked
package wsroom.limit;

import org.jspecify.annotations.NullMarked;
