/// HTTP: the listener, the routes, the pages for operators and their tools, and the checks of
/// requests for a room. Other parts of the server are used through [wsroom.http.HttpContext].
@NullMarked
package wsroom.http;

import org.jspecify.annotations.NullMarked;
