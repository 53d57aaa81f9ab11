package wsroom.admin;

import java.net.InetAddress;

/// Who acts.
///
/// @param name of the token that was shown
/// @param address that the request came from
record Operator(String name, InetAddress address) {}
