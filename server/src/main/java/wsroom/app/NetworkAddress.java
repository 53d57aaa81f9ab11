package wsroom.app;

import java.net.Inet6Address;
import java.net.InetSocketAddress;

/// Formats network addresses as in URLs: `192.0.2.1:5000`, `[2001:db8::1]:5000`.
final class NetworkAddress {
  private NetworkAddress() {}

  static String of(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return address.getAddress() instanceof Inet6Address
        ? "[" + compressed(host) + "]:" + address.getPort()
        : host + ":" + address.getPort();
  }

  /// Abbreviates the first run of zero groups, since the JDK writes all eight groups.
  private static String compressed(String groups) {
    return groups.replaceFirst("(^|:)0(:0)+(:|$|(?=%))", "::");
  }
}
