/// Signed logins (ADR-180): who is handed a room's URI, and what others are told.
@NullMarked
package wsroom.login;

import org.jspecify.annotations.NullMarked;
