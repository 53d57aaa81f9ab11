/// Reports of runs: text on a terminal, JSON and HTML. Owns all output.
@NullMarked
package wsroom.loadtest.report;

import org.jspecify.annotations.NullMarked;
