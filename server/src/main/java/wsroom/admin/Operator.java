package wsroom.admin;

import java.net.InetAddress;

/// An authenticated operator.
///
/// @param name of the token that was used
/// @param address the client address of the request
record Operator(String name, InetAddress address) {}
