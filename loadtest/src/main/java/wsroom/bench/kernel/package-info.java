/// What the operating system takes for the same work: the limit that a relay cannot get below. Run
/// with JMH, `./ws-room bench Kernel`.
@NullMarked
package wsroom.bench.kernel;

import org.jspecify.annotations.NullMarked;
