package wsroom.loadtest;

import java.io.IOException;
import java.net.Socket;
import wsroom.loadtest.client.Target;

/// Checks that a target may be loaded and accepts connections.
final class TargetCheck {
  private static final int CONNECT_LIMIT_MILLIS = 5_000;

  private TargetCheck() {}

  /// @throws IllegalArgumentException with a message for the user, if it must not or does not
  static Target target(String uri, boolean allowRemote) {
    Target target = Target.parse(uri);
    if (!target.isLoopback() && !allowRemote) {
      throw new IllegalArgumentException(
          target + " is not on this machine. With its owner's consent, add --allow-remote");
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
