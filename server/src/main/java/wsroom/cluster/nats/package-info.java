/// The cluster's bus and key-value store on NATS, and the thread that all of it runs on. The only
/// package that knows the client of NATS.
@NullMarked
package wsroom.cluster.nats;

import org.jspecify.annotations.NullMarked;
