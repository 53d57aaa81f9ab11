/// Limits on connections, pending handshakes and rates. Depends on nothing that it limits.
@NullMarked
package wsroom.limit;

import org.jspecify.annotations.NullMarked;
