/// What a run has shown, for people on a terminal, as JSON and as a page. Owns all output.
@NullMarked
package wsroom.loadtest.report;

import org.jspecify.annotations.NullMarked;
