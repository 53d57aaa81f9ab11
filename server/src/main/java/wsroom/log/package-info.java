/// Owns what the log looks like and where it goes. The only user of Logback.
///
/// Events go to the standard output through a bounded queue, so that a terminal or a disk that does
/// not take them never holds up a room: what does not fit is lost.
@NullMarked
package wsroom.log;

import org.jspecify.annotations.NullMarked;
