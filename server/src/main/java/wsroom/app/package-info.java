/// The program: command line, settings help, signals, startup banner, and the training run of the
/// AOT cache. Starts a [wsroom.server.Server] and stops it.
@NullMarked
package wsroom.app;

import org.jspecify.annotations.NullMarked;
