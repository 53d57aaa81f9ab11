/// The form of log lines, their levels, and the rate limit of warnings. The only user of Logback.
@NullMarked
package wsroom.logging;

import org.jspecify.annotations.NullMarked;
