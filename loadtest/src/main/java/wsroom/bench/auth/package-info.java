/// What verdicts on auth chains cost. Run with JMH.
@NullMarked
package wsroom.bench.auth;

import org.jspecify.annotations.NullMarked;
