package wsroom.server;

import java.security.SecureRandom;
import wsroom.access.AuthChains;

/// Loads the slowest dependencies of the start in the background while the settings are read: the
/// JVM's security providers, and the library that verifies signatures.
public final class Warmup {
  private Warmup() {}

  public static void begin() {
    inBackground(() -> new SecureRandom().nextInt());
  }

  /// Loads code that logs, so logging must be set up before.
  public static void beginCurve() {
    inBackground(AuthChains::loadCurve);
  }

  private static void inBackground(Runnable task) {
    Thread.ofPlatform().daemon().name("warm-up").start(task);
  }
}
