/// Files of variables, such as `.env`: read by the server for its settings, and by the operators'
/// commands for the server's address and the token.
@NullMarked
package wsroom.envfile;

import org.jspecify.annotations.NullMarked;
