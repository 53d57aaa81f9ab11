/// Owns HTTP: the listener, the routes, the pages for operators and their tools, and which requests
/// are for a room. Learns of rooms, metrics and sessions only through the ports in
/// [wsroom.http.HttpContext].
@NullMarked
package wsroom.http;

import org.jspecify.annotations.NullMarked;
