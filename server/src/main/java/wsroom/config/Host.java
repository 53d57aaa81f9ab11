package wsroom.config;

import java.net.URI;

/// What a URI must name so that someone can dial it. The JDK reads any number as a port, and fails
/// only when it dials.
final class Host {
  static final int HIGHEST_PORT = 65_535;

  private Host() {}

  static boolean isNamedBy(URI uri) {
    return uri.getHost() != null && uri.getPort() <= HIGHEST_PORT;
  }
}
