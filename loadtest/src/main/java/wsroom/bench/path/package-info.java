/// What the relay of an update costs, as far as it goes through public classes. Its parts within
/// `wsroom.websocket` are measured by benchmarks in a package of that name, which see them. Run
/// with JMH, `./ws-room bench`.
@NullMarked
package wsroom.bench.path;

import org.jspecify.annotations.NullMarked;
