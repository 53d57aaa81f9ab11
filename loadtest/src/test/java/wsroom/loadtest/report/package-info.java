@NullMarked
package wsroom.loadtest.report;

import org.jspecify.annotations.NullMarked;
