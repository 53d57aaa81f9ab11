package wsroom.config;

import java.net.URI;

/// Checks that a URI has a host and a valid port. The JDK parses any number as a port, and fails
/// only when it connects.
final class Host {
  static final int MAX_PORT = 65_535;

  private Host() {}

  static boolean isNamedBy(URI uri) {
    return uri.getHost() != null && uri.getPort() <= MAX_PORT;
  }
}
