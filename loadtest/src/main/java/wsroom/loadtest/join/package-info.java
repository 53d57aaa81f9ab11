/// A person's client: joins a room, tells what happens there, says what is typed, and walks. The
/// only part that reads the bodies of updates.
@NullMarked
package wsroom.loadtest.join;

import org.jspecify.annotations.NullMarked;
