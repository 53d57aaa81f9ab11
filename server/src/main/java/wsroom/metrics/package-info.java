/// Metrics: every meter in one catalogue. The only user of Micrometer.
@NullMarked
package wsroom.metrics;

import org.jspecify.annotations.NullMarked;
