/// An interactive client: joins a room, prints its events, and sends chat and movements. The only
/// part that reads the bodies of updates.
@NullMarked
package wsroom.loadtest.join;

import org.jspecify.annotations.NullMarked;
