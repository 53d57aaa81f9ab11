/// Loads a server and verifies deliveries: peers, traffic, expected updates, scenarios and figures.
/// Owns no output.
@NullMarked
package wsroom.loadtest.load;

import org.jspecify.annotations.NullMarked;
