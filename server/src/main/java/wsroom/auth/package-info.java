/// How a client proves its address: challenges to sign, and the verification of what it signed, off
/// the I/O threads and bounded.
@NullMarked
package wsroom.auth;

import org.jspecify.annotations.NullMarked;
