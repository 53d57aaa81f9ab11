/// Who may join: challenges, verification of auth chains off the I/O threads, signed logins
/// (ADR-180), access tokens and the URIs that carry them. Knows no HTTP server and no room.
@NullMarked
package wsroom.access;

import org.jspecify.annotations.NullMarked;
