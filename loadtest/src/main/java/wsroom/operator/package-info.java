/// The operators' commands: queries and actions on a server's API, and a live screen. They know
/// nothing of the server but that API and its metrics.
@NullMarked
package wsroom.operator;

import org.jspecify.annotations.NullMarked;
