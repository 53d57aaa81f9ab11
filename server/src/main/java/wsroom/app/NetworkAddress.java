package wsroom.app;

import java.net.Inet6Address;
import java.net.InetSocketAddress;

/// Writes network addresses as people and URLs do: `192.0.2.1:5000`, `[2001:db8::1]:5000`.
final class NetworkAddress {
  private NetworkAddress() {}

  static String of(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return address.getAddress() instanceof Inet6Address
        ? "[" + compressed(host) + "]:" + address.getPort()
        : host + ":" + address.getPort();
  }

  /// The JDK writes all eight groups: of several zeros in a row, the first are left out.
  private static String compressed(String groups) {
    return groups.replaceFirst("(^|:)0(:0)+(:|$|(?=%))", "::");
  }
}
