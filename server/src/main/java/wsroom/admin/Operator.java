package wsroom.admin;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;
import wsroom.config.TokenScope;

/// An authenticated operator.
///
/// @param name of the token that was used
/// @param address the client address of the request
/// @param scope of the token
/// @param expires when the token is no longer accepted; empty if it does not expire
record Operator(String name, InetAddress address, TokenScope scope, Optional<Instant> expires) {}
