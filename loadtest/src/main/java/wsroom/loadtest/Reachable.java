package wsroom.loadtest;

import java.io.IOException;
import java.net.Socket;
import wsroom.loadtest.client.Target;

/// Servers that may be loaded, and that are there.
final class Reachable {
  private static final int CONNECT_LIMIT_MILLIS = 5_000;

  private Reachable() {}

  /// @throws IllegalArgumentException with a sentence for the user, if it is not to be loaded
  static Target target(String uri, boolean allowRemote) {
    Target target = Target.parse(uri);
    if (!target.isLoopback() && !allowRemote) {
      throw new IllegalArgumentException(
          target + " is not on this machine. If its owner agrees, add --allow-remote");
    }
    try (Socket socket = new Socket()) {
      socket.connect(target.address(), CONNECT_LIMIT_MILLIS);
    } catch (IOException refused) {
      throw new IllegalArgumentException(
          "no server at %s: %s".formatted(target, refused.getMessage()), refused);
    }
    return target;
  }
}
