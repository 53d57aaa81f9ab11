/// What lets one address into one room: access tokens, and the URIs that carry them. The only user
/// of the JWT library.
@NullMarked
package wsroom.token;

import org.jspecify.annotations.NullMarked;
