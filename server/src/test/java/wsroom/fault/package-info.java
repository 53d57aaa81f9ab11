/// The fault tests: a TCP proxy that simulates network faults, clients behind it, attackers, and
/// the invariants that must hold. All of them run over real sockets on the loopback address against
/// the whole server.
@NullMarked
package wsroom.fault;

import org.jspecify.annotations.NullMarked;
