/// The fault bench: a TCP proxy that does to connections what networks do to them, clients that
/// live behind it, attackers, and what must hold through all of it. Everything runs over real
/// sockets on the loopback address against the server as it is started.
@NullMarked
package wsroom.fault;

import org.jspecify.annotations.NullMarked;
